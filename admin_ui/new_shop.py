"""A shop of its own for another store of the same owner."""

import re
from secrets import token_hex
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from admin_ui.words import tell
from connectors import manifests
from integration.auth import allow, context, visitor
from integration.auth.visitor import ONLY, choose
from integration.store import people, shops
from integration.store.activity import log
from integration.store.session import write
from jobs.connect import store_url

screen = Blueprint("new_shop", __name__)

LONGEST_NAME = 50


@screen.post("/shops/new/<connector>")
@allow("owner")
def begin(connector: str) -> Response:
    """Makes the shop, with its owner, and turns to it; its store is connected there."""
    manifest = manifests().get(connector)
    if manifest is None or not manifest.connectable:
        abort(404)
    given = request.form.get("url", "").strip()
    try:
        url = store_url(given, context().allow_private_hosts)
    except ValueError as problem:
        flash(str(problem), "problem")
        return redirect(url_for("connections.form", connector=connector, url=given or None))
    if not visitor().person_id or ONLY in session:
        # A store that vouches for somebody vouches for them in its own shop alone.
        flash(tell("Open Forthright in a window of its own for this, and sign in there."), "problem")
        return redirect(url_for("connections.form", connector=connector, url=url))
    choose(_made(url))
    flash(tell("This is a new shop, and you own it. Connect its store now."))
    return redirect(url_for("connections.form", connector=connector, url=url))


def _made(url: str) -> int:
    now, here = context().clock(), visitor()
    with write(context().engine) as rows:
        name = re.sub(r"[^a-z0-9.-]", "-", urlsplit(url).hostname or "")[:LONGEST_NAME]
        if shops.shop_named(rows, name) is not None:
            name = f"{name}-{token_hex(3)}"
        shop = shops.create_shop(rows, name, now, language=here.shop.language)
        shop_id = shop.id or 0
        people.add_member(rows, here.person_id, shop_id, "owner")
        log(rows, shop_id, now, here.email, "shop made", url)
        rows.commit()
    return shop_id
