"""A way in for whoever reviews the app for a marketplace, and has no mailbox here: one shop, as staff, until a day.

The link works again and again until then, since a review takes days and several people; nothing opens without one, and
making another, or ending it, closes the one before.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlmodel import Session

from integration.auth.links import LinkRefused
from integration.store import people, shops
from integration.store.activity import log
from integration.store.session import read, write
from integration.store.tables import ShopRow
from integration.store.team import remove_member
from jobs.context import Context

PART = "review"
ROLE = "staff"
LONGEST = timedelta(days=60)
ENDED = "This link is not one of ours, or the review is over. Ask whoever gave it to you for a new one."


def open_review(context: Context, shop_name: str, days: int, here: str) -> str:
    """The link. Raises LookupError for a shop that there is not, ValueError for more days than LONGEST."""
    if not 0 < days <= LONGEST.days:
        raise ValueError(f"a review takes between 1 and {LONGEST.days} days, and not {days}")
    made, now = token_urlsafe(32), context.clock()
    with write(context.engine) as session:
        shop = _shop(session, shop_name)
        person = people.add_person(session, reviewer_of(shop), now)
        people.add_member(session, person.id or 0, shop.id or 0, ROLE)
        until = (now + timedelta(days=days)).isoformat()
        shops.change_settings(session, shop.id or 0, PART, {"digest": _digest(made), "until": until})
        log(session, shop.id or 0, now, "the command line", "invited", person.email, role=ROLE)
        session.commit()
    return f"{here.rstrip('/')}/sign-in/review/{shop_name}/{made}"


def close_review(context: Context, shop_name: str) -> None:
    """Whoever is inside is out with their next click. Raises LookupError."""
    now = context.clock()
    with write(context.engine) as session:
        shop = _shop(session, shop_name)
        shops.change_settings(session, shop.id or 0, PART, {"digest": None, "until": None})
        person = people.person_by_email(session, reviewer_of(shop))
        if person is not None and remove_member(session, shop.id or 0, person.id or 0):
            log(session, shop.id or 0, now, "the command line", "took off the team", person.email)
        session.commit()


def reviewer(context: Context, shop_name: str, token: str) -> tuple[int, int, str]:
    """Their id, the shop's, and what the log calls them. Raises LinkRefused; the same for every reason."""
    with read(context.engine) as session:
        shop = shops.shop_named(session, shop_name)
        person = people.person_by_email(session, reviewer_of(shop)) if shop else None
        chosen = shop.settings.get(PART, {}) if shop else {}
        found = (person.id or 0, shop.id or 0, person.email) if shop and person else None
    fits = hmac.compare_digest(chosen.get("digest", ""), _digest(token))
    if found is None or not fits or datetime.fromisoformat(chosen["until"]) <= context.clock():
        raise LinkRefused(ENDED)
    return found


def reviewer_of(shop: ShopRow) -> str:
    """An address to which no mail goes (RFC 2606)."""
    return f"reviewer@{shop.name}.invalid"


def _shop(session: Session, name: str) -> ShopRow:
    shop = shops.shop_named(session, name)
    if shop is None:
        raise LookupError(f"there is no shop called {name!r}")
    return shop


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
