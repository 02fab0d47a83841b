"""`doctor`: looks at everything an installation leans on, and says what to do about what is wrong."""

import json
import smtplib
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

import click
from redis import RedisError
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from connectors import manifests
from integration.cli.open_context import open_context, settings
from integration.ports import Permanent, Storefront, Temporary, Unauthorized
from integration.settings import Settings
from integration.store import shops
from integration.store.session import read
from integration.store.tables import ConnectionRow
from jobs.context import Context

PORTS_STORES_CALL = (80, 443, 8080)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `state` is ok, note (works, but know this) or wrong (do what `advice` says)."""

    subject: str
    state: str
    what: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
@click.option("--strict", is_flag=True, help="Exit code 2 when something is wrong.")
def doctor(as_json: bool, strict: bool) -> None:
    """Check database, Redis, clock, mail, public URL and each connection; say what to do."""
    checks = list(examine(open_context(settings()), settings()))
    wrong = any(check.state == "wrong" for check in checks)
    if as_json:
        click.echo(json.dumps({"ok": not wrong, "checks": [asdict(check) for check in checks]}, ensure_ascii=False))
    else:
        _print(checks)
    if wrong and strict:
        sys.exit(2)


def examine(context: Context, chosen: Settings) -> Iterator[Check]:
    yield check_database(context)
    yield check_redis(context)
    yield check_clock(context)
    yield check_mail(chosen)
    yield check_public_url(chosen)
    yield from check_apps(chosen)
    yield check_operator(chosen)
    yield from check_connections(context)


def check_database(context: Context) -> Check:
    from integration.migrations import current, newest

    place = context.engine.url.render_as_string(hide_password=True)
    try:
        with context.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        at = current(context.engine)
    except SQLAlchemyError as problem:
        reason = str(problem.__cause__ or problem).splitlines()[0]
        return Check("database", "wrong", f"{place} does not answer: {reason}", "Check FORTHRIGHT_DATABASE_URL.")
    if at != newest():
        return Check("database", "wrong", f"{place} has the tables of {at or 'no version'}", "Run: forthright migrate")
    return Check("database", "ok", f"{place} answers, tables are current")


def check_redis(context: Context) -> Check:
    if context.redis is None:
        return Check("redis", "note", "FORTHRIGHT_REDIS_URL is not set", "`forthright run` starts one of its own.")
    try:
        context.redis.ping()
        kept = context.redis.config_get("appendonly").get("appendonly") == "yes"
    except RedisError as problem:
        advice = "Start Redis, or check FORTHRIGHT_REDIS_URL. Deliveries are stored meanwhile and worked on later."
        return Check("redis", "wrong", f"does not answer: {problem}", advice)
    return Check("redis", "ok", "answers" + (", keeps its bells on disk" if kept else ""))


def check_clock(context: Context) -> Check:
    """Against Redis' clock: the one other clock an installation surely has."""
    if context.redis is None:
        return Check("clock", "note", "nothing to compare with", "Set FORTHRIGHT_REDIS_URL.")
    try:
        seconds, microseconds = context.redis.time()
    except RedisError:
        return Check("clock", "note", "nothing to compare with", "Redis does not answer.")
    apart = abs(context.clock().timestamp() - (seconds + microseconds / 1e6))
    if apart > 5:
        advice = "Turn on time synchronisation (NTP) on both machines."
        return Check("clock", "wrong", f"{apart:.0f} seconds away from Redis' clock", advice)
    return Check("clock", "ok", f"within {max(apart, 0.01):.2f} seconds of Redis' clock")


def check_mail(chosen: Settings) -> Check:
    if not chosen.smtp_url:
        advice = "Set FORTHRIGHT_SMTP_URL and FORTHRIGHT_MAIL_FROM; until then sign-in links appear in the terminal."
        return Check("mail", "note", "no mail server is set", advice)
    server = urlsplit(chosen.smtp_url)
    factory: Callable[..., smtplib.SMTP] = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    try:
        with factory(server.hostname or "", server.port or (465 if server.scheme == "smtps" else 587), timeout=10):
            return Check("mail", "ok", f"{server.hostname} answers")
    except (OSError, smtplib.SMTPException) as problem:
        return Check("mail", "wrong", f"{server.hostname} does not answer: {problem}", "Check FORTHRIGHT_SMTP_URL.")


def check_operator(chosen: Settings) -> Check:
    if chosen.operator is None:
        advice = "Set FORTHRIGHT_OPERATOR_NAME, _ADDRESS and _EMAIL: /about/privacy and /about/support name nobody yet."
        return Check("operator", "note", "nobody is named", advice)
    return Check("operator", "ok", chosen.operator.name)


def check_public_url(chosen: Settings) -> Check:
    if not chosen.public_url:
        advice = "Set FORTHRIGHT_PUBLIC_URL, so that stores can tell us at once; until then they are asked regularly."
        return Check("public URL", "note", "none: stores are kept current by polling alone", advice)
    url = urlsplit(chosen.public_url)
    port = url.port or (443 if url.scheme == "https" else 80)
    if url.scheme != "https":
        return Check("public URL", "wrong", f"{chosen.public_url} is not https", "Stores send only to https.")
    if port not in PORTS_STORES_CALL:
        return Check("public URL", "wrong", f"port {port} is not called by every store", "Use port 443.")
    try:
        socket.create_connection((url.hostname or "", port), timeout=5).close()
    except OSError as problem:
        advice = "Check DNS, the proxy and the firewall."
        return Check("public URL", "wrong", f"{chosen.public_url} cannot be reached from here: {problem}", advice)
    return Check("public URL", "ok", f"{chosen.public_url} answers")


def check_apps(chosen: Settings) -> Iterator[Check]:
    """The apps that stores install: what their vendors have to be told of us."""
    for name in chosen.apps:
        label, url = manifests()[name].label, chosen.public_url
        if urlsplit(url).scheme != "https":
            advice = "Set FORTHRIGHT_PUBLIC_URL to an https address: the app is opened and told of changes there."
            yield Check(f"{label} app", "wrong", "it has no https address to be opened at", advice)
        else:
            told = f"opens at {url}/, hears at {url}/webhooks/{name}, returns to {url}/install/{name}/return"
            yield Check(f"{label} app", "ok", told)


def check_connections(context: Context) -> Iterator[Check]:
    try:
        with read(context.engine) as session:
            known = [
                (shop.name, row) for shop in shops.shops(session) for row in shops.connections(session, shop.id or 0)
            ]
            session.expunge_all()
    except SQLAlchemyError:
        return  # the database check has said so already
    for shop, row in known:
        yield check_connection(context, shop, row)


def check_connection(context: Context, shop: str, row: ConnectionRow) -> Check:
    """A connection's own state, and what the vendor says to its keys now."""
    subject = f"{shop}: {row.connector}"
    again = f"Connect again: forthright connect {row.connector} --shop {shop} ..."
    if row.state == "disconnected":
        return Check(subject, "note", f"disconnected by {row.state_reason}; its keys were erased", again)
    if row.state != "live":
        return Check(subject, "wrong", f"{row.state}: {row.state_reason}", again)
    if row.connector not in manifests():
        return Check(subject, "wrong", "no connector of this name is installed", "Install the version that had it.")
    if "Storefront" not in manifests()[row.connector].roles:
        return Check(subject, "ok", "connected")
    try:
        merchant = context.open(row, Storefront).merchant()
    except Unauthorized as problem:
        return Check(subject, "wrong", f"the keys are refused: {problem}", again)
    except (Temporary, Permanent) as problem:
        step = _next_step(row, problem.trouble) or "We keep asking; look at the store."
        return Check(subject, "wrong", f"the store does not answer: {problem}", step)
    except ValueError as problem:
        return Check(subject, "wrong", str(problem), "Put the old key back behind the new one, or connect again.")
    for met in row.troubles.values():
        return Check(subject, "note", f"{merchant.name} answers, but {met['reason']}", _next_step(row, met["trouble"]))
    return Check(subject, "ok", f"{merchant.name} answers")


def _next_step(row: ConnectionRow, trouble: str) -> str:
    words = manifests()[row.connector].troubles.get(trouble)
    return words.steps() if words else ""


def _print(checks: list[Check]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    colours = {"ok": "green", "note": "yellow", "wrong": "red"}
    for check in checks:
        table.add_row(f"[{colours[check.state]}]{check.state}[/]", check.subject, check.what)
        if check.advice:
            table.add_row("", "", f"[dim]{check.advice}[/]")
    Console().print(table)
