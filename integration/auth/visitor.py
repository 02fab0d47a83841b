"""The signed-in person of a request: their shop, and what they may do there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from integration.auth.embedded import admitted, fetch_token
from integration.store.session import read
from integration.store.sign_ins import Seat, seats
from integration.store.tables import ShopRow
from jobs.context import Context
from jobs.embedding import Admitted

ROLES = ("reader", "staff", "owner")
ONLY = "only"
"""In the session: the one shop that it opens, where a store vouched for the person instead of their own mail."""
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Visitor:
    """`shops` is how many shops the person may choose from. A reader looks; staff and owners act.

    Whoever comes from a vendor's admin has no address and no `person_id` (0): `email` is then what the log calls them.
    """

    person_id: int
    email: str
    role: str
    shop: ShopRow
    shop_id: int
    shops: int
    guest: str = ""
    """The vendor's own name of whoever comes from its admin."""

    @property
    def may_act(self) -> bool:
        return ROLES.index(self.role) >= ROLES.index("staff")


def context() -> Context:
    """The Context of the app that answers this request."""
    found: Context = current_app.extensions["forthright"]
    return found


def visitor() -> Visitor:
    """Whoever asks; only where `require_visitor` has run."""
    found: Visitor = g.visitor
    return found


def enter(person_id: int, only_shop: int | None = None) -> str:
    """Opens a session for this person and gives the page they wanted, "" for none.

    All else that the browser brought is dropped, so a planted session is worth nothing. With `only_shop` no other
    shop of theirs is open to it: whoever vouched for them has a say in that one alone.
    """
    wanted = session.get("wanted", "")
    session.clear()
    session.permanent = True
    session["person"] = person_id
    if only_shop is not None:
        session[ONLY] = session["shop"] = only_shop
    return str(wanted)


def choose(shop_id: int) -> None:
    """Turns to another shop; `require_visitor` checks at each request that the person belongs there.

    Forms that still stand open in another tab were written in the shop before, so their token opens nothing any more.
    """
    session.pop("csrf_token", None)
    session["shop"] = shop_id


def own_seats() -> list[Seat]:
    """The shops that this session opens to its person; empty for a stranger."""
    person_id = session.get("person")
    if not isinstance(person_id, int):
        return []
    with read(context().engine) as rows:
        return [seat for seat in seats(rows, person_id) if session.get(ONLY, seat.shop.id) == seat.shop.id]


def require_visitor() -> Response | None:
    """Before each request to a screen: lets the visitor in, or sends them to sign in or to choose a shop.

    The membership is read each time: who was taken off a shop's team is out with the next click.
    """
    found = admitted(context())
    if isinstance(found, Response):
        return found
    if found is not None:
        g.visitor = _guest(found)
        return None
    mine = own_seats()
    if not mine and (fetching := fetch_token(context())) is not None:
        return fetching
    if not mine:
        session.clear()
        if request.method == "GET":
            session["wanted"] = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.ask"))
    chosen = [seat for seat in mine if seat.shop.id == session.get("shop")] or (mine if len(mine) == 1 else [])
    if not chosen:
        return redirect(url_for("sign_in.shops"))
    seat = chosen[0]
    g.visitor = Visitor(
        person_id=seat.person.id or 0,
        email=seat.person.email,
        role=seat.role,
        shop=seat.shop,
        shop_id=seat.shop.id or 0,
        shops=len(mine),
    )
    return None


def _guest(found: Admitted) -> Visitor:
    """Shopify's token names a person and no role; what they may do is what the shop's owners chose for its admin."""
    name = f"person {found.guest.person} of {found.guest.account}"
    role = admin_role(found.shop.settings, found.guest.person)
    return Visitor(0, name, role, found.shop, found.shop.id or 0, 1, found.guest.person)


def admin_role(settings: Mapping[str, Any], person: str) -> str:
    """Everybody whom the store lets open the app is an owner, until one of them says otherwise of the others."""
    chosen = settings.get("admin", {})
    role = chosen.get("role", "owner")
    return role if role in ROLES and person not in chosen.get("owners", ()) else "owner"


def allow(role: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view that only this role, or a higher one, may use; others get 403."""
    least = ROLES.index(role)

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if ROLES.index(visitor().role) < least:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return guard
