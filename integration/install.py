"""The way to keys that a vendor hands out: begun here, said yes to there, called back, and come home."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from connectors import NoSuchConnector, manifests
from integration.auth import allow, context, require_visitor, visitor
from integration.ports import Delivery, Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from jobs import install
from jobs.connect import store_url

_CONNECTED = Sentence("Connected to %(vendor)s. The keys work, and the store is being read now.")
_WINDOW = Sentence("open Forthright in a window of its own for this, and sign in there")
_ANOTHER_TRY = Sentence("this answer belongs to another attempt; begin again")
_DENIED = Sentence("the store was told no, so it made no keys")
_TRYING = Sentence("the keys came and are being tried")
_NOT_HERE = Sentence("the store said yes, but its keys did not arrive: a firewall or a lack of HTTPS may hold them up")

MAX_BODY = 64 * 1024

journey = Blueprint("install", __name__, url_prefix="/install")
journey.before_request(require_visitor)
callback = Blueprint("install_callback", __name__, url_prefix="/install")
"""Apart, since the vendor that calls is no visitor and has no form token of ours."""


@journey.post("/<connector>")
@allow("owner")
def begin(connector: str) -> Answer | str:
    """Looks whether the vendor can ask, and shows the way there: a link, for a form may send nobody to another site."""
    given = request.form.get("url", "").strip()
    if not visitor().person_id:
        return _again(connector, _WINDOW(), given)
    try:
        url = store_url(given, context().allow_private_hosts)
        page = install.begin(context(), visitor().shop_id, visitor().person_id, connector, url)
    except NoSuchConnector:
        abort(404)
    except (ValueError, Permanent, Temporary, Unauthorized) as problem:
        return _again(connector, str(problem), given, getattr(problem, "trouble", ""))
    return render_template("grant.html", manifest=manifests()[connector], url=url, page=page)


@journey.get("/<connector>/return")
def come_home(connector: str) -> Answer:
    """The merchant is back; the keys came before, or did not come."""
    if connector not in manifests():
        abort(404)
    if manifests()[connector].grant_returns:
        return _take_home(connector)
    granted, nonce = request.args.get("success") == "1", request.args.get("user_id", "")
    row = install.returned(context(), visitor().shop_id, connector, nonce, granted)
    if row is not None and row.state == "done":
        flash(_CONNECTED(vendor=manifests()[connector].label), "outcome")
        return redirect(url_for("connections.show"))
    if row is None:
        return _again(connector, _ANOTHER_TRY(), "")
    told = {"denied": _DENIED(), "answering": _TRYING()}
    return _again(connector, row.reason or told.get(row.state, _NOT_HERE()), row.url)


def _take_home(connector: str) -> Answer:
    """The keys, or what they are got for, come with the merchant."""
    delivery = Delivery(connector, {}, request.query_string, "", context().clock())
    try:
        install.take(context(), delivery, visitor().person_id)
    except (Permanent, Temporary, Unauthorized) as problem:
        return _again(connector, str(problem), "")
    flash(_CONNECTED(vendor=manifests()[connector].label), "outcome")
    return redirect(url_for("connections.show"))


@callback.post("/<connector>/callback")
def take(connector: str) -> Response:
    """What is not answered with 200 exactly, the vendor takes back: it deletes the keys that it made."""
    request.max_content_length = MAX_BODY
    headers = {name.lower(): value for name, value in request.headers}
    try:
        install.take(context(), Delivery(connector, headers, request.get_data(cache=False), "", context().clock()))
    except NoSuchConnector:
        return _answer(404, "no such connector")
    except (Permanent, Unauthorized):
        return _answer(403, "these keys are not taken")
    except Temporary:
        return _answer(503, "the keys could not be tried now")
    return _answer(200, "the keys work")


def _again(connector: str, problem: str, url: str, trouble: str = "") -> Answer:
    flash(problem, "problem")
    flash(trouble, "trouble")
    return redirect(url_for("connections.form", connector=connector, url=url or None))


def _answer(status: int, text: str) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
