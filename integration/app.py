"""The web app: the one place that knows every package."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, render_template, request, session
from flask_wtf.csrf import CSRFError
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import DataError, SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from admin_ui import screens, send_again
from admin_ui.words import gettext_noop, tell
from integration import api, embedded, install, pages, webhooks
from integration.auth.embedded import Forms, Host
from integration.auth.ticket import INSIDE, Cookies
from integration.settings import Settings
from integration.store.session import read
from jobs.context import Context

MAX_BODY = 20 * 1024 * 1024
SESSION = timedelta(days=14)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("style", "img", "font", "script", "frame")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
ERRORS = {
    400: (
        gettext_noop("We could not read that request."),
        gettext_noop("Go back, reload the page and try again. Nothing was changed."),
    ),
    403: (
        gettext_noop("Your role here is to read."),
        gettext_noop("Ask an owner of the shop for the staff role if you should act as well."),
    ),
    404: (
        gettext_noop("There is no such page."),
        gettext_noop("It may have been removed, or it belongs to another shop."),
    ),
    405: (gettext_noop("This page is not opened that way."), gettext_noop("Go back and use the button on the page.")),
    413: (gettext_noop("That is larger than we take."), gettext_noop("The limit is 20 MB.")),
    500: (
        gettext_noop("Something broke on our side."),
        gettext_noop("It is written in the log. Nothing was sent; try again in a minute."),
    ),
}
OTHER_ERROR = (gettext_noop("That did not work."), gettext_noop("Go back and try again."))
STALE_FORM = gettext_noop("This page was open for too long, or in another browser. Go back, reload it and try again.")


def create_app(context: Context, settings: Settings) -> Flask:
    """The app for one installation; everything it needs is handed in."""
    app = Flask("forthright", static_folder=screens.STATIC, template_folder=screens.TEMPLATES)
    newest, *older = context.vault.signing_keys("web session")
    secure = urlsplit(settings.public_url).scheme == "https"
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        SESSION_COOKIE_NAME="__Host-forthright" if secure else "forthright",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION,
        MAX_CONTENT_LENGTH=MAX_BODY,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form that stood open overnight must still save
    )
    if settings.trusted_proxies:  # without it, all visitors would share the proxy's address and one limit on sign-ins
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies)  # type: ignore[method-assign]
    app.session_interface = Cookies()
    csrf = Forms(app)
    intake = webhooks.blueprint(context)
    csrf.exempt(intake)
    app.register_blueprint(intake)
    interface = api.blueprint(context)
    csrf.exempt(interface)  # a token is sent by programs, never by a browser of its own accord
    app.register_blueprint(interface)
    csrf.exempt(install.callback)  # the keys come from the vendor's server; the nonce in them is what is checked
    app.register_blueprint(install.callback)
    app.register_blueprint(install.journey)
    app.register_blueprint(embedded.blueprint)
    csrf.exempt(pages.page)  # whoever has the signed link may speak; it is not sent by a browser of its own accord
    app.register_blueprint(pages.page)
    screens.add_to(app, context, settings)
    _add_health(app, context)
    app.after_request(_guard)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    for unstorable in (DataError, OverflowError):
        app.register_error_handler(unstorable, _unstorable)
    app.register_error_handler(Exception, _crash)
    return app


def _guard(response: Response) -> Response:
    host: Host | None = g.get("host")
    site = g.get("framed_by") or session.get(INSIDE, "")
    for name, value in (_framed(host) if host else _shown_by(site) if site else HEADERS).items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _shown_by(site: str) -> dict[str, str]:
    """Inside the admin of one site, which signed for it."""
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors 'self' {site}")
    rest = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    return {**rest, "Content-Security-Policy": policy}


def _framed(host: Host) -> dict[str, str]:
    """Inside one vendor's admin, of one shop, and nowhere else."""
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {host.ancestors}")
    policy = policy.replace("script-src 'self'", f"script-src 'self' {host.script_origin}")
    # A letter is put into its frame by a script, and is then under this policy; the vendor's script brings styles too.
    policy = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    policy = policy.replace("img-src 'self'", "img-src 'self' data:")
    policy += f"; connect-src 'self' {host.script_origin}"
    rest = {name: value for name, value in HEADERS.items() if name != "X-Frame-Options"}
    return {**rest, "Content-Security-Policy": policy}


def _http_error(problem: HTTPException) -> Any:
    if problem.code is None or problem.code < 400:
        return problem
    return _error_page(problem.code)


def _stale_form(_problem: CSRFError) -> Any:
    again = send_again.page()
    return (again, 400) if again else _error_page(400, STALE_FORM)


def _unstorable(problem: Exception) -> Any:
    """A NUL in a text or a number of thirty digits: no database takes it, and none of our pages asks for it."""
    current_app.logger.warning("%s %s asks for what cannot be: %s", request.method, request.url_rule, problem)
    return _error_page(400)


def _crash(problem: Exception) -> Any:
    """Names the rule and not the path, which may be a sign-in link."""
    current_app.logger.error("%s %s", request.method, request.url_rule, exc_info=problem)
    return _error_page(500)


def _error_page(code: int, advice: str = "") -> tuple[str | Response, int]:
    if api.is_ours():
        return api.wrong(code)
    title, what_to_do = ERRORS.get(code, OTHER_ERROR)
    title, advice = tell(title), tell(advice or what_to_do)
    if not request.accept_mimetypes.accept_html:
        return Response(f"{title} {advice}\n", mimetype="text/plain"), code
    return render_template("error.html", code=code, title=title, advice=advice), code


def _add_health(app: Flask, context: Context) -> None:
    @app.get("/healthz")
    def healthz() -> str:
        """The process answers."""
        return "ok\n"

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """Whether this installation can work: 503 with plain reasons when it cannot."""
        parts = {"database": _database(context), "queue": _queue(context)}
        ready = all(state == "ok" for state in parts.values())
        return jsonify(ready=ready, **parts), 200 if ready else 503


def _database(context: Context) -> str:
    try:
        with read(context.engine) as session:
            session.execute(text("SELECT 1 FROM alembic_version"))
    except SQLAlchemyError as problem:
        return f"the database does not answer, or has no tables yet: {_reason(problem)}"
    return "ok"


def _queue(context: Context) -> str:
    if context.redis is None:
        return "no FORTHRIGHT_REDIS_URL is set: deliveries are kept, but no worker hears of them"
    try:
        context.redis.ping()
    except RedisError as problem:
        return f"Redis does not answer: {_reason(problem)}"
    return "ok"


def _reason(problem: Exception) -> str:
    """The first line, without what looks like a password in an address."""
    first = str(getattr(problem, "orig", None) or problem).partition("\n")[0]
    return re.sub(r"//[^@/\s]*@", "//***@", first)
