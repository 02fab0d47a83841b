"""A form whose page was older than its session: what was typed stands there to be sent again, and is not lost."""

from urllib.parse import urlsplit

from flask import render_template, request, session

from integration.auth.visitor import own_seats

TOKEN = "csrf_token"  # noqa: S105 the name of a field
NEVER_REPEATED = ("connections", "sign_in")
"""Their forms hold keys and links, which no page shows a second time."""


def page() -> str | None:
    """The form once more with all that it held, or None for one from elsewhere, which only its own page may send.

    Whoever is signed out sends it in vain until they have signed in beside it: the same page comes back, then with a
    token. The shop that it would go to is named, since it may not be the one in which it was written.
    """
    if request.blueprint in NEVER_REPEATED or not _is_ours():
        return None
    seats = own_seats()
    shop = next((seat.shop for seat in seats if len(seats) == 1 or seat.shop.id == session.get("shop")), None)
    held = [pair for pair in request.form.items(multi=True) if pair[0] != TOKEN]
    return render_template("send_again.html", target=request.full_path.rstrip("?"), held=held, shop=shop)


def _is_ours() -> bool:
    """A browser says of every form which site it stood in, and no other site can change that."""
    return bool(request.form) and urlsplit(request.headers.get("origin", "")).netloc == request.host
