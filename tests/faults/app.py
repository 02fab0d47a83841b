"""Forthright's processes for the telling vendor: `python -m tests.faults.app web PORT | worker | scheduler`.

As in tests.postbox_app, but for how long is waited: a killed process holds nothing for longer than some seconds.
"""

import sys
from datetime import timedelta

from flask import Flask

import jobs.carriers
import jobs.channels
from connectors import manifests
from integration.webhooks import blueprint
from jobs import deliver, ingest
from jobs.schedule import schedule
from jobs.worker import work
from tests.faults.mailbox import PATIENCE
from tests.faults.vendor import MANIFEST, TellingContext
from tests.postbox_app import open_postbox, serve_app

SOON = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 4, 8, 16, 32, 64, 128))


def open_telling() -> TellingContext:
    kept = open_postbox()
    return TellingContext(kept.engine, kept.vault, kept.redis, allow_private_hosts=("127.0.0.1",))


def app() -> Flask:
    app = Flask("telling")
    app.register_blueprint(blueprint(open_telling()))
    return app


def main(part: str, *arguments: str) -> None:
    for module in (jobs.channels, jobs.carriers):
        module.manifests = lambda: {**manifests(), "postbox": MANIFEST}  # type: ignore[attr-defined]
    ingest.LEASE_SECONDS, deliver.LEASE_SECONDS = 15.0, 5 * PATIENCE
    ingest.RETRY_AFTER = deliver.RETRY_AFTER = SOON
    if part == "web":
        serve_app("tests.faults.app:app", int(arguments[0]))
    elif part == "worker":
        work(open_telling, threads=4, queues=("ingest", "deliver"))
    else:
        schedule(open_telling(), {"sweep": 2, "reconcile": 10})


if __name__ == "__main__":
    main(*sys.argv[1:])
