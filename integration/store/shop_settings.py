"""What a shop's platforms are set to, kept with the connection that read it."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from integration.domain.shop import ShopSettings
from integration.domain.shop_record import read_settings, written
from integration.store.tables import ConnectionRow, ShopRow


def save_settings(session: Session, shop_id: int, connector: str, settings: ShopSettings) -> None:
    """Keeps the settings of one platform as they are now. Does nothing without the connection."""
    mine = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    session.execute(update(ConnectionRow).where(*mine).values(platform=written(settings)))


def shop_settings(session: Session, shop_id: int) -> ShopSettings:
    """The settings that the shop's texts are measured by; empty where no platform told any.

    Where two platforms differ the first by name speaks, zones are of both, and what neither says is as the shop is
    described.
    """
    query = select(ConnectionRow.platform).where(ConnectionRow.shop_id == shop_id).order_by(ConnectionRow.connector)
    told = [read_settings(platform) for platform in session.exec(query)]
    shop = session.exec(select(ShopRow).where(ShopRow.id == shop_id)).one()
    return ShopSettings(
        name=next((each.name for each in told if each.name), shop.title),
        url=next((each.url for each in told if each.url), shop.url),
        email=next((each.email for each in told if each.email), shop.email),
        phone=next((each.phone for each in told if each.phone), ""),
        country=next((each.country for each in told if each.country), shop.country),
        currency=next((each.currency for each in told if each.currency), shop.currency),
        prices_include_tax=next(
            (each.prices_include_tax for each in told if each.prices_include_tax is not None), None
        ),
        zones=tuple(zone for each in told for zone in each.zones),
    )
