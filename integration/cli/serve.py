"""`serve`: the web process."""

import os

import click
from flask import Flask

from integration.cli.open_context import open_context, settings
from integration.cli.processes import PARENT, end_with_parent, refuse_taken_port


def application() -> Flask:
    """The app as the web server loads it, in the process that serves."""
    from integration.app import create_app

    chosen = settings()
    end_with_parent()
    return create_app(open_context(chosen), chosen)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--threads", default=16, show_default=True, help="Requests answered at the same time.")
def serve(host: str, threads: int) -> None:
    """Serve the admin UI and take webhooks."""
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    chosen = settings()
    refuse_taken_port(host, chosen.port)
    end_with_parent()
    os.environ[PARENT] = str(os.getpid())  # the process that serves is a child of this one
    Server(
        "integration.cli.serve:application",
        factory=True,
        address=host,
        port=chosen.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        blocking_threads=threads,
        workers_kill_timeout=10,
        log_level=LogLevels.error,
    ).serve()
