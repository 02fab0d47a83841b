"""Has a vendor hand out keys: its merchant says yes there, the vendor calls us, and the keys are tried and kept."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlsplit

from connectors import build, manifests
from integration.ports import Delivery, Granted, Installation, Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import installations, shops, sign_ins
from integration.store.session import read, write
from integration.store.tables import InstallationRow
from jobs.connect import Grant, connect, held
from jobs.context import Context
from jobs.queue import ring

_UNAWAITED = Sentence("nobody here waits for these keys")
_ANOTHERS = Sentence("somebody else began this")
_NO_OWNER = Sentence("who asked for these keys is no owner of the shop any more")
_OTHER_STORE = Sentence("%(account)s said yes, but %(asked)s was asked")
_TAKEN = Sentence("%(account)s is connected to another shop here; disconnect it there first")

LIFE = timedelta(hours=1)


def callback_url(context: Context, connector: str) -> str:
    """Where the vendor calls us; "" without a public address."""
    return f"{context.public_url.rstrip('/')}/install/{connector}/callback" if context.public_url else ""


def obstacle(context: Context, connector: str) -> str:
    """Why the vendor could not call us, "" if it can. Raises NoSuchConnector where keys are not asked for so."""
    return _installation(context, connector).obstacle(callback_url(context, connector))


def begin(context: Context, shop_id: int, person_id: int, connector: str, url: str) -> str:
    """The page on which the merchant says yes. Raises Permanent or Temporary, saying what is in the way."""
    nonce, now = token_urlsafe(32), context.clock()
    back = f"{context.public_url.rstrip('/')}/install/{connector}/return"
    page = _installation(context, connector, url).grant_page(nonce, callback_url(context, connector), back)
    with write(context.engine) as session:
        installations.begin(session, shop_id, person_id, connector, url, digest_of(nonce), now, now + LIFE)
        session.commit()
    return page


def take(context: Context, delivery: Delivery, person_id: int | None = None) -> None:
    """Connects with the keys that came, once. Raises Permanent, Temporary or Unauthorized; the keys are then dropped.

    Keys that came with a person are theirs who began: else somebody could be led to give a store away. A store that
    cannot be asked now leaves the request open; keys that do not open the store it was for end it.
    """
    granted = _installation(context, delivery.connector).granted(delivery)
    with write(context.engine) as session:
        row = installations.claim(session, delivery.connector, digest_of(granted.nonce), context.clock())
        session.expunge_all()
        session.commit()
    if row is None:
        raise Permanent(_UNAWAITED())
    try:
        if person_id not in (None, row.person_id):
            raise Unauthorized(_ANOTHERS())
        connection_id = _connect(context, row, granted)
    except Unauthorized as problem:
        _settle(context, row, "refused", str(problem))
        raise
    except Exception as problem:
        _settle(context, row, "open", str(problem) if isinstance(problem, Temporary | Permanent) else "")
        raise
    _settle(context, row, "done", "")
    ring(context, "subscribe", connection_id)


def returned(context: Context, shop_id: int, connector: str, nonce: str, granted: bool) -> InstallationRow | None:
    """What became of the shop's request, once its merchant is back; None for a nonce that is not the shop's last."""
    with read(context.engine) as session:
        row = installations.latest(session, shop_id, connector)
        session.expunge_all()
    if row is None or row.digest != digest_of(nonce):
        return None
    if row.state == "open" and not granted:
        _settle(context, row, "denied", "")
        row.state = "denied"
    return row


def digest_of(nonce: str) -> str:
    return sha256(nonce.encode()).hexdigest()


def _connect(context: Context, row: InstallationRow, granted: Granted) -> int:
    with read(context.engine) as session:
        seat = next((it for it in sign_ins.seats(session, row.person_id) if it.shop.id == row.shop_id), None)
        session.expunge_all()
    if seat is None or seat.role != "owner":
        raise Unauthorized(_NO_OWNER())
    keys = {**_held(context, row), **granted.credentials}
    grant = _grant(context, row, granted)
    done = connect(
        context,
        seat.shop.name,
        row.connector,
        granted.url or row.url,
        keys,
        by=seat.person.email,
        must_answer=True,
        grant=grant,
    )
    return done.connection_id


def _grant(context: Context, row: InstallationRow, granted: Granted) -> Grant | None:
    """For an account that the vendor vouches for. Raises Unauthorized where it is another than was asked for."""
    if not granted.account or granted.at is None:
        return None
    if urlsplit(row.url).hostname != granted.account:
        raise Unauthorized(_OTHER_STORE(account=granted.account, asked=urlsplit(row.url).hostname))
    with read(context.engine) as session:
        known = shops.connection_of(session, row.connector, granted.account)
    if known is not None and known.shop_id != row.shop_id:
        raise Unauthorized(_TAKEN(account=granted.account))
    return Grant(granted.account, granted.at)


def _held(context: Context, row: InstallationRow) -> dict[str, str]:
    """What the merchant gave besides keys stays, where it was given for the same address."""
    known = held(context, row.shop_id, row.connector, row.url)
    return {name: known[name] for name in manifests()[row.connector].optional if name in known}


def _settle(context: Context, row: InstallationRow, state: str, reason: str) -> None:
    with write(context.engine) as session:
        installations.settle(session, row, state, reason)
        session.commit()


def _installation(context: Context, connector: str, url: str = "") -> Installation:
    """A merchant waits for the answer, and what they were given is good once: nothing is asked twice."""
    return build(connector, Installation, context.access(connector, url, pauses=()))
