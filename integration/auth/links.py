"""Sign-in links: signed, good for an hour, and for one use.

The link carries the time of the person's last sign-in. Signing in moves that time, so the link, and every other one
made before, no longer fits; nothing needs to be kept about links that were never used.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from integration.store.people import person, person_by_email
from integration.store.session import read, write
from integration.store.sign_ins import sign_in
from jobs.context import Context

LIFE = timedelta(hours=1)


class LinkRefused(ValueError):
    """The link opens nothing; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a sound link says. `last_seen_at` is the person's, when the link was made."""

    person_id: int
    email: str
    last_seen_at: datetime | None


def sign_in_link(context: Context, email: str) -> str:
    """A link that signs this person in, under the context's public address. Raises LookupError for a stranger."""
    with read(context.engine) as session:
        known = person_by_email(session, email)
    if known is None:
        raise LookupError(f"nobody with the address {email} may sign in")
    seen = known.last_seen_at.isoformat() if known.last_seen_at else ""
    until = int((context.clock() + LIFE).timestamp())
    token = _serializer(context).dumps([known.id, seen, until])
    return f"{context.public_url.rstrip('/')}/sign-in/{token if isinstance(token, str) else token.decode()}"


def look_at(context: Context, token: str) -> Link:
    """Reads a link without using it up: scanners of mail open links too. Raises LinkRefused."""
    try:
        person_id, seen, until = _serializer(context).loads(token)
    except (BadData, ValueError, TypeError):
        raise LinkRefused("This link is not one of ours, or it was cut short. Ask for a new one.") from None
    if context.clock() > datetime.fromtimestamp(until, UTC):
        raise LinkRefused("This link is older than an hour. Ask for a new one.")
    with read(context.engine) as session:
        known = person(session, person_id)
    last_seen_at = datetime.fromisoformat(seen) if seen else None
    if known is None or known.last_seen_at != last_seen_at:
        raise LinkRefused("This link was used already, or a newer one was. Ask for a new one.")
    return Link(person_id, known.email, last_seen_at)


def use(context: Context, token: str) -> Link:
    """Uses the link up: of two who use it at the same moment, one gets in. Raises LinkRefused."""
    link = look_at(context, token)
    with write(context.engine) as session:
        first = sign_in(session, link.person_id, link.last_seen_at, context.clock())
        session.commit()
    if not first:
        raise LinkRefused("This link was used already. Ask for a new one.")
    return link


def _serializer(context: Context) -> URLSafeSerializer:
    newest_last = list(context.vault.signing_keys("sign-in link"))[::-1]
    return URLSafeSerializer(newest_last, salt="sign-in link")
