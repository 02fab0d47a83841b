"""Connects a shop to a vendor: the keys are tried where the vendor can be reached, then saved encrypted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import Any
from urllib.parse import SplitResult, urlsplit

from sqlmodel import Session

from connectors import manifests
from integration.ports import Temporary
from integration.ports.sentences import Sentence
from integration.store import activity, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, ShopRow
from jobs import same_store
from jobs.check import Checked, check
from jobs.context import Context
from jobs.queue import ring
from jobs.subscribe import unsubscribe

WEBHOOK_SECRET = "webhook_secret"  # noqa: S105 the name of a credential
PREVIOUS = f"previous_{WEBHOOK_SECRET}"

_NO_ADDRESS = Sentence("%(given)s is no address of a shop; it looks like https://shop.example")
_HOST = re.compile(r"[\w:-]+(\.[\w-]+)*\.?").fullmatch
_CARRIES_KEYS = Sentence("the address carries a user or password; leave them out")
_OPEN = Sentence(
    "%(host)s would be called without encryption; use https://, "
    "or name the host in FORTHRIGHT_ALLOW_PRIVATE_HOSTS if it is a machine of your own"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """The vendor itself gave the keys: for which of its accounts, and when by its own clock."""

    account: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Connected:
    """`moved_from` is where the same store was before, "" where it stayed."""

    shop_name: str
    connector: str
    created: bool
    webhook_path: str
    checked: Checked
    connection_id: int
    moved_from: str = ""


def connect(
    context: Context,
    shop_name: str,
    connector: str,
    url: str,
    credentials: Mapping[str, str],
    *,
    by: str = "forthright",
    must_answer: bool = False,
    grant: Grant | None = None,
) -> Connected:
    """Connects, or connects again; makes the shop if there is none, and rings its first reading.

    Raises Unauthorized when the vendor refuses the keys, Permanent for another store than the shop was read from
    (nothing is then saved), NoSuchConnector for an unknown vendor. A vendor that cannot be reached now is connected
    all the same, or raises Temporary if it `must_answer`, or has to be asked whether it is the same store.
    """
    checked = check(context, connector, url, credentials)
    if checked.problem and must_answer:
        unanswered = Temporary(checked.problem)
        unanswered.trouble = checked.trouble
        raise unanswered
    moved_from = same_store.moved_from(context, shop_name, connector, url, credentials, checked)
    now = context.clock()
    with write(context.engine) as session:
        shop = shops.shop_named(session, shop_name)
        created = shop is None
        shop = shop or shops.create_shop(session, shop_name, now, url=url)
        shop.url = url if moved_from else shop.url
        connection = _save(context, session, shop, connector, url, credentials, checked, grant)
        told = {"url": url, **({"moved_from": moved_from} if moved_from else {})}
        activity.log(session, connection.shop_id, now, by, "connected", connector, **told)
        session.commit()
        connection_id = connection.id or 0
    ring(context, "sync", connection_id)
    path = f"/webhooks/{connector}/{shop_name}" if "Webhooks" in manifests()[connector].roles else ""
    return Connected(shop_name, connector, created, path, checked, connection_id, moved_from)


@dataclass(frozen=True, slots=True)
class Ended:
    """What a disconnection erased here, and how many webhooks it took out of the store; None where it could not."""

    keys: int
    webhooks: int | None


def disconnect(context: Context, shop_id: int, connector: str, by: str) -> Ended | None:
    """Erases the keys at once; what was read stays. None where there was nothing to disconnect.

    With the keys still in memory the vendor is then asked to tell us no more; whether it does or not, they are gone.
    """
    now = context.clock()
    with write(context.engine) as session:
        connection = shops.connection(session, shop_id, connector)
        shop = shops.shop(session, shop_id)
        if connection is None or shop is None or connection.state == "disconnected":
            return None
        session.flush()
        session.expunge_all()
        shops.disconnect(session, shop_id, connector, context.vault.seal({}), f"{by}, {now:%Y-%m-%d}")
        activity.log(session, shop_id, now, by, "disconnected, keys erased", connector)
        session.commit()
    ended = Ended(len(_known(context, connection)), unsubscribe(context, connection, shop.name))
    with write(context.engine) as session:
        left = "unknown" if ended.webhooks is None else ended.webhooks
        activity.log(session, shop_id, now, by, "erased", connector, keys=ended.keys, webhooks_in_store=left)
        session.commit()
    return ended


def held(context: Context, shop_id: int, connector: str, url: str) -> Mapping[str, str]:
    """What was given for the shop's connection to this very address; nothing for another one, or where it has ended."""
    with read(context.engine) as session:
        row = shops.connection(session, shop_id, connector)
        session.expunge_all()
    return _known(context, row) if row is not None and row.url == url else {}


def store_url(given: str, allow_private_hosts: tuple[str, ...]) -> str:
    """A shop's address as connectors take it. Raises ValueError, saying what would do."""
    parts = _parts(given)
    host = (parts.hostname or "").lower()
    if parts.username or parts.password:
        raise ValueError(_CARRIES_KEYS())
    if parts.scheme == "http" and host not in {name.lower() for name in allow_private_hosts}:
        raise ValueError(_OPEN(host=host))
    path = parts.path.partition("/wp-json")[0].partition("/wp-admin")[0].rstrip("/")
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def _parts(given: str) -> SplitResult:
    """The parts of what may be called; the port is read too, since only then is a wrong one found."""
    try:
        parts = urlsplit(given if "://" in given else f"https://{given}")
        callable_at = parts.hostname and _HOST(parts.hostname) and parts.port != 0
    except ValueError:
        callable_at = False
    if not callable_at or parts.scheme not in ("http", "https"):
        raise ValueError(_NO_ADDRESS(given=repr(given)))
    return parts


def _save(
    context: Context,
    session: Session,
    shop: ShopRow,
    connector: str,
    url: str,
    credentials: Mapping[str, str],
    checked: Checked,
    grant: Grant | None,
) -> ConnectionRow:
    shop_id = shop.id or 0
    before = shops.connection(session, shop_id, connector)
    known = _known(context, before)
    made = {name: known.get(name) or token_urlsafe(32) for name in manifests()[connector].made}
    credentials = {**made, **credentials}
    sealed = context.vault.seal({**_previous_secret(known, credentials), **credentials})
    config: dict[str, Any] = dict(before.config) if before else {}
    config |= checked.learned
    if checked.merchant:
        config["currency"] = checked.merchant.currency
        shops.describe(shop, checked.merchant)
    session.add(shop)
    now = context.clock()
    account, granted_at = (grant.account, grant.at) if grant else ("", now)
    row = shops.save_connection(
        session, shop_id, connector, sealed, now, url=url, config=config, account=account, granted_at=granted_at
    )
    if grant and before and not known:  # it is back: what was ordered while it was away is history too
        row.created_at = now
        session.add(row)
    return row


def _known(context: Context, before: ConnectionRow | None) -> dict[str, str]:
    try:
        return context.vault.open(before.credentials) if before else {}
    except ValueError:
        return {}


def _previous_secret(known: Mapping[str, str], credentials: Mapping[str, str]) -> dict[str, str]:
    """Deliveries signed with the secret before this one are still on their way."""
    last = known.get(WEBHOOK_SECRET, "")
    if last and last == credentials.get(WEBHOOK_SECRET):
        last = known.get(PREVIOUS, "")
    return {PREVIOUS: last} if last else {}
