"""Which shop a delivery is addressed to, by the name in its address or the one the vendor gives."""

from sqlmodel import Session, col, or_, select

from integration.store.tables.shops import ConnectionRow, ShopRow


def receiver(session: Session, connector: str, name: str) -> ConnectionRow | None:
    """The connection of the shop called `name` here, or whose address at the vendor is `name` (a host)."""
    if not name:
        return None
    addresses = [f"{scheme}://{name}{end}" for scheme in ("https", "http") for end in ("", "/")]
    statement = (
        select(ConnectionRow)
        .join(ShopRow, col(ShopRow.id) == col(ConnectionRow.shop_id))
        .where(ConnectionRow.connector == connector, ConnectionRow.state != "disconnected")
        .where(or_(col(ShopRow.name) == name, col(ConnectionRow.url).in_([name, *addresses])))
        .order_by((col(ShopRow.name) == name).desc(), col(ConnectionRow.id))
    )
    return session.exec(statement).first()
