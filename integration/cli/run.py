"""`run`: everything on this machine, from one command."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import FrameType

import click
from sqlalchemy.exc import OperationalError

from integration.cli.open_context import Refused, open_context, settings
from integration.cli.processes import PARENT, refuse_taken_port
from integration.settings import Settings
from jobs.context import Context

BEHIND_THE_SCREEN = ("worker", "scheduler")
SECONDS_TO_STOP = 15.0
SECONDS_TO_START = 60.0


@click.command()
@click.option("--demo/--no-demo", default=True, show_default=True, help="Seed the demo shop on the first start.")
def run(demo: bool) -> None:
    """Start web, worker, scheduler and Redis here; Ctrl-C stops them all. Data is kept for the next start."""
    chosen = settings()
    refuse_taken_port("127.0.0.1", chosen.port)
    with _stop_signals(), _redis_url(chosen) as redis_url:
        chosen = replace(chosen, redis_url=redis_url, development=True)
        click.echo(f"Data folder  {chosen.data_dir}")
        parts = {"serve": _start("serve", _environment(chosen))}  # it loads while we look at the database
        try:
            link = _prepare(chosen, demo)
            _wait_until_ready(chosen.port, parts["serve"])
            _welcome(chosen.port, link)
            parts |= {name: _start(name, _environment(chosen)) for name in BEHIND_THE_SCREEN}
            _watch(parts, _environment(chosen))
        finally:
            _stop(parts)
    click.echo("Stopped. Your data is kept.")


class _Asked(BaseException):
    """Somebody asked us to stop: Ctrl-C, or SIGTERM from a process supervisor."""


@contextlib.contextmanager
def _stop_signals() -> Iterator[None]:
    def ask(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)  # asked once is enough: stopping must not be cut short
        raise _Asked

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with contextlib.suppress(_Asked):
            yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


@contextlib.contextmanager
def _redis_url(chosen: Settings) -> Iterator[str]:
    if chosen.redis_url:
        yield chosen.redis_url
        return
    from integration.embedded_redis import RedisMissing, embedded_redis

    try:
        with embedded_redis(chosen.data_dir) as url:
            yield url
    except RedisMissing as problem:
        raise Refused(str(problem)) from None


def _prepare(chosen: Settings, demo: bool) -> str | None:
    """Brings the database up to date, seeds the demo shop; gives the link that signs in to it."""
    context = open_context(chosen)
    try:
        _migrate(context)
        return _demo_link(replace(context, public_url=f"http://127.0.0.1:{chosen.port}")) if demo else None
    except OperationalError as problem:
        place = context.engine.url.render_as_string(hide_password=True)
        raise Refused(f"the database {place} does not answer: {problem.orig}") from None
    finally:
        context.engine.dispose()


def _migrate(context: Context) -> None:
    from integration.migrations import current, newest, upgrade

    if current(context.engine) != newest():
        upgrade(context.engine)


def _demo_link(context: Context) -> str:
    from integration.auth import sign_in_link
    from jobs.demo import DEMO_EMAIL, is_seeded

    if not is_seeded(context):
        from jobs.seed import seed  # what it reads and decides with takes a second to load

        seed(context)
    return sign_in_link(context, DEMO_EMAIL)


def _environment(chosen: Settings) -> Mapping[str, str]:
    return {
        **os.environ,
        "FORTHRIGHT_DATA_DIR": str(chosen.data_dir),
        "FORTHRIGHT_REDIS_URL": chosen.redis_url,
        "FORTHRIGHT_DEVELOPMENT": "1",
        PARENT: str(os.getpid()),
    }


def _start(part: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A part of its own session, so that Ctrl-C reaches only us and we stop the parts in order."""
    command = [sys.executable, "-m", "integration.cli", part]
    return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 our own command


def _wait_until_ready(port: int, web: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if web.poll() is not None:
            raise Refused("the web process ended before it was ready; what it said stands above")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise Refused(f"the web process did not answer within {SECONDS_TO_START:.0f} seconds")


def _welcome(port: int, link: str | None) -> None:
    click.echo(f"Forthright   http://127.0.0.1:{port}")
    if link:
        from jobs.demo import DEMO_EMAIL

        click.echo(f"Sign in      {link}")
        click.echo(f"             as {DEMO_EMAIL}; a new link is printed here when the page is asked for one")
    click.echo("Ctrl-C stops everything.")


def _watch(parts: dict[str, "subprocess.Popen[bytes]"], environment: Mapping[str, str]) -> None:
    """Until asked to stop: a part that ends by itself is started again, at most every five seconds."""
    started = dict.fromkeys(parts, time.monotonic())
    while True:
        time.sleep(0.5)
        for name, process in parts.items():
            if process.poll() is not None and time.monotonic() - started[name] > 5:
                click.echo(f"{name} ended (exit code {process.returncode}); starting it again", err=True)
                parts[name] = _start(name, environment)
                started[name] = time.monotonic()


def _stop(parts: Mapping[str, "subprocess.Popen[bytes]"]) -> None:
    for process in parts.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in parts.values():
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
