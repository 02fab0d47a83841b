"""Our screens inside a vendor's admin: who looks is told by a token with each request, never by a cookie.

Browsers keep cookies from what is shown inside another site, so nothing here leans on one.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, Request, Response, abort, g, has_request_context, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response as Answer

from connectors import Frame, Manifest, manifests
from integration.ports import Permanent, Temporary, Unauthorized
from jobs.context import Context
from jobs.embedding import Admitted, admit

BEARER = "Bearer "
SAID, AGAIN = "said", "again"
"""Parameters: what is to be told on the next page, and that a fresh token was fetched once already."""


@dataclass(frozen=True, slots=True)
class Host:
    """The admin around our screens. `account` is "" while nobody has shown who looks."""

    frame: Frame
    key: str
    account: str = ""

    @property
    def ancestors(self) -> str:
        """Who may show this page; before a shop is known only the vendor itself."""
        known = [one for one in self.frame.ancestors if self.account or "{account}" not in one]
        return " ".join(one.format(account=self.account) for one in known)

    @property
    def script_origin(self) -> str:
        parts = urlsplit(self.frame.script)
        return f"{parts.scheme}://{parts.netloc}"


def admitted(context: Context) -> Admitted | Answer | None:
    """Whoever the request's token names; what to answer instead; None for a request without a token."""
    token, hosts = _token(), list(_hosts(context))
    if not token or not hosts:
        return None
    refused = ""
    for manifest, host in hosts:
        try:
            found = admit(context, manifest.name, token)
        except Unauthorized as problem:
            refused = str(problem)
            continue
        except (Temporary, Permanent) as problem:
            return Response(f"{manifest.label} does not let the app in now: {problem}\n", 503, mimetype="text/plain")
        g.host = Host(host.frame, host.key, found.guest.account)
        return found
    return _once_more(*hosts[0], refused)


def fetch_token(context: Context) -> Answer | None:
    """For a page inside a frame that came without a token: the way to one. None for any other."""
    inside = request.headers.get("sec-fetch-dest") == "iframe" or request.args.get("embedded") == "1"
    hosts = list(_hosts(context)) if inside else []
    return _once_more(*hosts[0], "no token came") if hosts else None


def _once_more(manifest: Manifest, host: Host, refused: str) -> Answer:
    """A page is loaded again with a fresh token, by the vendor's own script; a script's request is made again.

    Once: a token that is fresh and still refused would be so for ever.
    """
    g.host = host
    if carries_token() or request.method != "GET" or AGAIN in request.args:
        return Response(f"{refused}\n", 401, {host.frame.retry: "1"}, mimetype="text/plain")
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != host.frame.token]
    there = f"{request.path}?{urlencode([*rest, (AGAIN, '1')])}"
    reload = url_for("embedded.reload", connector=manifest.name)
    return redirect(f"{reload}?{urlencode({host.frame.reload: there})}")


def carries_token() -> bool:
    """A browser never sends this of its own accord, so a form that comes with it is no other site's."""
    return has_request_context() and request.headers.get("authorization", "").startswith(BEARER)


def _token() -> str:
    if carries_token():
        return request.headers["authorization"][len(BEARER) :].strip()
    names = {manifest.frame.token for manifest in manifests().values() if manifest.frame}
    return next((request.args[name] for name in names if request.method == "GET" and name in request.args), "")


def _hosts(context: Context) -> Iterator[tuple[Manifest, Host]]:
    for manifest in manifests().values():
        app = context.apps.get(manifest.name)
        if manifest.frame is not None and app:
            yield manifest, Host(manifest.frame, app[manifest.frame.key])


def host_named(context: Context, connector: str) -> Host:
    """404 for a vendor whose admin does not show us."""
    found = next((host for manifest, host in _hosts(context) if manifest.name == connector), None)
    return found or abort(404)


class Forms(CSRFProtect):  # type: ignore[misc] # the library has no types
    """Forms of a browser with a cookie carry a token of ours; those inside a frame carry the vendor's."""

    def protect(self, **options: bool) -> None:
        if not carries_token():
            super().protect(**options)


class Sessions(SecureCookieSessionInterface):
    """Inside a frame there is no session: what is to be told after a redirect goes along with it, signed."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.headers.get("authorization", "").startswith(BEARER):
            return super().open_session(app, request)
        session = SecureCookieSession()
        if SAID in request.args:
            with contextlib.suppress(BadData):
                session["_flashes"] = [tuple(one) for one in _signer(app).loads(request.args[SAID], max_age=60)]
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not carries_token():
            super().save_session(app, session, response)
        elif response.location and session.get("_flashes"):
            joint = "&" if urlsplit(response.location).query else "?"
            response.location += f"{joint}{urlencode({SAID: _signer(app).dumps(session['_flashes'])})}"


def _signer(app: Flask) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="told after a redirect")
