"""Shops and their connections to vendors."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from integration.domain.merchant import Merchant
from integration.store.tables import ConnectionRow, ShopRow
from integration.store.upsert import upsert

A_MINUTE = timedelta(minutes=1)
Visit = Literal["synced_at", "tracked_at", "watched_at", "counted_at"]


def create_shop(session: Session, name: str, now: datetime, **fields: Any) -> ShopRow:
    """A new shop; `fields` are columns of ShopRow. The name is unique."""
    row = ShopRow(name=name, created_at=now, **fields)
    session.add(row)
    session.flush()
    return row


def shop_named(session: Session, name: str) -> ShopRow | None:
    return session.exec(select(ShopRow).where(ShopRow.name == name)).first()


def shop(session: Session, shop_id: int) -> ShopRow | None:
    return session.get(ShopRow, shop_id)


def describe(row: ShopRow, merchant: Merchant) -> None:
    """What nobody has said of the shop yet is as its platform has it; what was said stands."""
    given = {
        "title": merchant.name, "email": merchant.email, "url": merchant.url, "currency": merchant.currency,
        "country": merchant.country, "timezone": merchant.timezone, "language": merchant.language,
    }  # fmt: skip
    for name, value in given.items():
        if value and getattr(row, name) == ShopRow.model_fields[name].default:
            setattr(row, name, value)


def shops(session: Session) -> Sequence[ShopRow]:
    """Every shop of this installation, by name: for the people who run it, never for a merchant."""
    return session.exec(select(ShopRow).order_by(ShopRow.name)).all()


def change_settings(session: Session, shop_id: int, part: str, chosen: Mapping[str, Any]) -> None:
    """Sets these entries of one part of what the merchant chose; the others stay. None takes an entry back."""
    row = session.exec(select(ShopRow).where(ShopRow.id == shop_id).with_for_update()).one()
    kept = {**row.settings.get(part, {}), **chosen}
    row.settings = {**row.settings, part: {name: value for name, value in kept.items() if value is not None}}
    session.add(row)


def change_mode(session: Session, shop_id: int, mode: str) -> None:
    """ "approve" or "autopilot", for what is decided from now on."""
    session.execute(update(ShopRow).where(col(ShopRow.id) == shop_id).values(mode=mode))


def stop_messages(session: Session, shop_id: int, stopped: bool) -> bool:
    """Stops every message of the shop at once, or lets them go again. False when it was so already."""
    changed = update(ShopRow).where(col(ShopRow.id) == shop_id, col(ShopRow.messages_stopped) != stopped)
    return session.execute(changed.values(messages_stopped=stopped).returning(col(ShopRow.id))).first() is not None


def save_connection(
    session: Session,
    shop_id: int,
    connector: str,
    sealed: bytes,
    now: datetime,
    url: str = "",
    config: Mapping[str, Any] | None = None,
    account: str = "",
    granted_at: datetime | None = None,
) -> ConnectionRow:
    """Connects, or connects again with new credentials, and the connection is live.

    Cursors stay where the address does; a store at another address is read from its beginning.
    """
    here = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    anew: dict[str, Any] = {
        "cursors": {},
        "platform": {},
        "synced_at": None,
        "tracked_at": None,
        "watched_at": None,
        "counted_at": None,
    }
    session.exec(update(ConnectionRow).where(*here, col(ConnectionRow.url) != url).values(anew))
    given: dict[str, Any] = {
        "credentials": sealed, "url": url, "config": dict(config or {}), "state": "live", "state_reason": "",
        "troubles": {}, "account": account, "granted_at": granted_at,
    }  # fmt: skip
    session.execute(
        upsert(session, ConnectionRow)
        .values(shop_id=shop_id, connector=connector, created_at=now, **given)
        .on_conflict_do_update(index_elements=["shop_id", "connector"], set_=given)
    )
    query = select(ConnectionRow).where(ConnectionRow.shop_id == shop_id, ConnectionRow.connector == connector)
    return session.exec(query.execution_options(populate_existing=True)).one()


def connection(session: Session, shop_id: int, connector: str) -> ConnectionRow | None:
    query = select(ConnectionRow).where(ConnectionRow.shop_id == shop_id, ConnectionRow.connector == connector)
    return session.exec(query).first()


def connection_of(session: Session, connector: str, account: str) -> ConnectionRow | None:
    """For whoever the vendor sends: the account is known before the shop is."""
    query = select(ConnectionRow).where(ConnectionRow.connector == connector, ConnectionRow.account == account)
    return session.exec(query).first() if account else None


def connections(session: Session, shop_id: int) -> Sequence[ConnectionRow]:
    query = select(ConnectionRow).where(ConnectionRow.shop_id == shop_id)
    return session.exec(query.order_by(ConnectionRow.connector)).all()


def connection_by_id(session: Session, connection_id: int) -> ConnectionRow | None:
    """For jobs, which are rung with the connection's id and learn the shop from the row."""
    return session.get(ConnectionRow, connection_id)


def connections_due(
    session: Session, now: datetime, every: timedelta, visit: Visit = "synced_at", connector: str | None = None
) -> list[int]:
    """Live connections of installed shops that had no such visit for `every`; the longest waiting first."""
    last = col(getattr(ConnectionRow, visit))
    query = (
        select(ConnectionRow.id)
        .join(ShopRow)
        .where(ConnectionRow.state == "live", col(ShopRow.uninstalled_at).is_(None))
        .where(last.is_(None) | (last <= now - every))
        .order_by(last.nulls_first(), col(ConnectionRow.id))
    )
    if connector is not None:
        query = query.where(ConnectionRow.connector == connector)
    return [found for found in session.exec(query) if found is not None]


def visited(session: Session, connection_id: int, visit: Visit, now: datetime) -> None:
    """Notes that the connection was synced or tracked, so that it is due again only after a while."""
    session.execute(update(ConnectionRow).where(col(ConnectionRow.id) == connection_id).values({visit: now}))


def pause_connection(session: Session, shop_id: int, connector: str, reason: str) -> None:
    """A disconnected one stays so: work that was under way when its keys were erased meets a vendor that refuses."""
    here = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    paused = update(ConnectionRow).where(*here, col(ConnectionRow.state) != "disconnected")
    session.execute(paused.values(state="paused", state_reason=reason))


def change_credentials(session: Session, shop_id: int, connector: str, old: bytes, sealed: bytes) -> bool:
    """Puts `sealed` in the place of `old`, all at once; False when something else stands there by now."""
    here = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    mine = (*here, col(ConnectionRow.credentials) == old)
    changed = update(ConnectionRow).where(*mine).values(credentials=sealed).returning(col(ConnectionRow.id))
    return session.execute(changed).first() is not None


def lose_access(session: Session, shop_id: int, connector: str, sealed: bytes, reason: str, at: datetime) -> bool:
    """Ends the access that was given until `at`, and puts `sealed` where the keys were; a later one stays."""
    mine = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    earlier = col(ConnectionRow.granted_at).is_(None) | (col(ConnectionRow.granted_at) <= at)
    lost = update(ConnectionRow).where(*mine, earlier).returning(col(ConnectionRow.id))
    return session.execute(lost.values(credentials=sealed, state="paused", state_reason=reason)).first() is not None


def disconnect(session: Session, shop_id: int, connector: str, sealed: bytes, reason: str) -> None:
    """Puts `sealed`, with nothing in it, where the credentials were."""
    _change(session, shop_id, connector, credentials=sealed, state="disconnected", state_reason=reason)


def seen(session: Session, shop_id: int, connector: str, now: datetime) -> None:
    """Notes a sign of life from the vendor, to the minute."""
    stale = or_(col(ConnectionRow.last_seen_at).is_(None), col(ConnectionRow.last_seen_at) < now - A_MINUTE)
    mine = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    session.execute(update(ConnectionRow).where(*mine, stale).values(last_seen_at=now))


def set_cursor(session: Session, shop_id: int, connector: str, name: str, value: Any) -> None:
    """Remembers how far a listing was read; the other cursors of the connection stay. Does nothing without one."""
    query = select(ConnectionRow).where(ConnectionRow.shop_id == shop_id, ConnectionRow.connector == connector)
    row = session.exec(query.with_for_update().execution_options(populate_existing=True)).first()
    if row is not None:
        row.cursors = {**row.cursors, name: value}
        session.add(row)
        session.flush()


def _change(session: Session, shop_id: int, connector: str, **values: Any) -> None:
    mine = (col(ConnectionRow.shop_id) == shop_id, col(ConnectionRow.connector) == connector)
    session.execute(update(ConnectionRow).where(*mine).values(values))
