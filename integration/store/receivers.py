"""Which shop a delivery is addressed to, by the name in its address or the one the vendor gives."""

from sqlmodel import Session, col, or_, select

from integration.store.tables.shops import ConnectionRow, ShopRow


def receiver(session: Session, connector: str, name: str) -> ConnectionRow | None:
    """The connection of the shop whose account at the vendor is `name`; else called so here; else at that address.

    One that was ended still hears what the vendor says of its account: that its data are to be erased.
    """
    if not name:
        return None
    addresses = [f"{scheme}://{name}{end}" for scheme in ("https", "http") for end in ("", "/")]
    statement = (
        select(ConnectionRow)
        .join(ShopRow, col(ShopRow.id) == col(ConnectionRow.shop_id))
        .where(ConnectionRow.connector == connector)
        .where(or_(ConnectionRow.state != "disconnected", ConnectionRow.account == name))
        .where(or_(ConnectionRow.account == name, ShopRow.name == name, col(ConnectionRow.url).in_([name, *addresses])))
        .order_by(
            (col(ConnectionRow.account) == name).desc(), (col(ShopRow.name) == name).desc(), col(ConnectionRow.id)
        )
    )
    return session.exec(statement).first()
