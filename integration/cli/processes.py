"""`worker` and `scheduler`: one long-lived process each."""

import errno
import os
import signal
import socket
import threading
import time

import click

from integration.cli.open_context import Refused, open_context

PARENT = "FORTHRIGHT_PARENT"


def end_with_parent() -> None:
    """When `forthright run` started us and is gone, however it went, stop as if asked to."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def refuse_taken_port(host: str, port: int) -> None:
    """The web server shares a port with whoever else listens there, and would say nothing. Raises Refused."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise Refused(f"cannot listen on {host}, port {port}: {problem.strerror}") from None
        another = f"stop it, or choose another: FORTHRIGHT_PORT={port + 1}"
        raise Refused(f"port {port} is taken by another program; {another}") from None


@click.command()
@click.option("--threads", default=16, show_default=True, help="Jobs done at the same time in this process.")
@click.option("--burst", is_flag=True, help="Stop when nothing is left to do.")
def worker(threads: int, burst: bool) -> None:
    """Do queued work: read deliveries, audit texts, decide on notices, send them."""
    from jobs.worker import work

    context = open_context()
    if context.redis is None:
        raise Refused("a worker needs Redis: set FORTHRIGHT_REDIS_URL, or start everything with `forthright run`")
    end_with_parent()
    work(open_context, threads=threads, burst=burst)


@click.command()
def scheduler() -> None:
    """Ring what is due: every minute what is unprocessed, nightly what is old. One process is enough."""
    from jobs.schedule import schedule

    context = open_context()
    if context.redis is None:
        raise Refused("the scheduler needs Redis: set FORTHRIGHT_REDIS_URL, or use `forthright run`")
    end_with_parent()
    schedule(context)
