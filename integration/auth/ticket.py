"""A ticket with which a store's own admin shows our screens to one of its people: good for a minute, signed there.

It is signed with the secret of the webhooks that we made in the store, which the store keeps and nobody else has. Who
comes is somebody that an owner of the shop invited here; the ticket spares them the sign-in to that shop, and opens no
other: what a store says of a person counts in that store.
"""

import base64
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SessionMixin

from connectors.signed import is_signed
from integration.auth.embedded import Sessions
from integration.ports import Unauthorized
from integration.store import leases, people, shops, sign_ins
from integration.store.session import read, write
from integration.store.tables import ConnectionRow
from jobs.context import Context

SECRETS = ("webhook_secret", "previous_webhook_secret")
LIFE_SECONDS = 120
"""The store's minute, and as much again for clocks that disagree."""
_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?")
INSIDE = "inside"
"""In the session: the site whose admin shows it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Who comes, into which shop, and the site whose pages may show it. `person_id` is 0 for nobody whom we know."""

    email: str
    person_id: int
    shop_id: int
    site: str


def admission(context: Context, connector: str, shop_name: str, ticket: str) -> Admission:
    """Raises Unauthorized for a ticket that is forged, stale, used, or of a store that is not connected."""
    with read(context.engine) as session:
        shop = shops.shop_named(session, shop_name)
        row = shops.connection(session, shop.id or 0, connector) if shop else None
        session.expunge_all()
    if shop is None or row is None or row.state == "disconnected":
        raise Unauthorized("this store is not connected")
    email, site = _claims(context, row, ticket)
    _use_up(context, ticket)
    with read(context.engine) as session:
        person = people.person_by_email(session, email)
        seats = sign_ins.seats(session, person.id or 0) if person else []
        belongs = any(seat.shop.id == shop.id for seat in seats)
        return Admission(email, (person.id or 0) if person and belongs else 0, shop.id or 0, site)


def _use_up(context: Context, ticket: str) -> None:
    """A lease in its own name that nobody gives back: it lapses when the ticket is long too old."""
    name = f"ticket:{sha256(ticket.partition('.')[0].encode()).hexdigest()}"
    with write(context.engine) as session:
        first = leases.acquire(session, name, uuid4().hex, context.clock(), 3 * LIFE_SECONDS)
        session.commit()
    if not first:
        raise Unauthorized("the ticket was used already; load the page again")


def _claims(context: Context, row: ConnectionRow, ticket: str) -> tuple[str, str]:
    payload, _, signature = ticket.partition(".")
    held = context.vault.open(row.credentials)
    secrets = [held[name] for name in SECRETS if held.get(name)]
    if not is_signed(payload.encode(), signature.replace("-", "+").replace("_", "/"), secrets):
        raise Unauthorized("the ticket is not signed with this store's secret")
    told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not abs(told["at"] - context.clock().timestamp()) <= LIFE_SECONDS:  # so that NaN, too, is too old
        raise Unauthorized("the ticket is old; load the page again")
    parts = urlsplit(told["site"])
    site = f"{parts.scheme}://{parts.netloc}"
    if not _SITE.fullmatch(site):  # it goes into a header
        raise Unauthorized("the ticket names no site")
    return str(told["email"]).strip().lower(), site


class Cookies(Sessions):
    """A session that began inside a store's admin keeps its cookie there, apart from all others (CHIPS).

    Without `Partitioned` browsers drop what is set inside another site; with it, no other site's frame can use it.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        session = super().open_session(app, request)
        g.inside = bool(session and INSIDE in session)
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        g.inside = g.get("inside", False) or INSIDE in session
        super().save_session(app, session, response)

    def get_cookie_samesite(self, app: Flask) -> str | None:
        return "None" if g.get("inside") else super().get_cookie_samesite(app)

    def get_cookie_partitioned(self, app: Flask) -> bool:
        return bool(g.get("inside")) or super().get_cookie_partitioned(app)
