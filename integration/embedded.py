"""Ways in from a store's own admin: by a vendor's script that fetches a token, or by a ticket that the store signed."""

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Answer

from integration.auth import context
from integration.auth.embedded import host_named
from integration.auth.ticket import INSIDE, admission
from integration.auth.visitor import enter
from integration.ports import Unauthorized

blueprint = Blueprint("embedded", __name__, url_prefix="/embedded")


@blueprint.get("/<connector>")
def reload(connector: str) -> str:
    """The script reads from the address which page to load; there is nothing to see."""
    g.host = host_named(context(), connector)
    return render_template("embedded.html")


@blueprint.get("/<connector>/<shop>")
def by_ticket(connector: str, shop: str) -> Answer:
    """Opens a session of the frame's own. Somebody whom no owner invited is told so, in the frame.

    Not in a window: a link from anywhere must not put somebody else's session in the place of the reader's own.
    """
    if request.headers.get("sec-fetch-dest", "iframe") != "iframe":
        return redirect(url_for("home.show"))
    try:
        found = admission(context(), connector, shop, request.args.get("ticket", ""))
    except (Unauthorized, ValueError, KeyError, TypeError) as problem:
        reason = str(problem) if isinstance(problem, Unauthorized) else "the ticket cannot be read"
        return Response(f"Not opened: {reason}.\n", 403, mimetype="text/plain")
    g.framed_by = found.site
    if not found.person_id:
        words = f"Nobody here has the address {found.email}. An owner of the shop can invite it, or open a new tab."
        return Response(f"{words}\n", 403, mimetype="text/plain")
    enter(found.person_id, only_shop=found.shop_id)
    session[INSIDE] = found.site
    return redirect(url_for("home.show"))
