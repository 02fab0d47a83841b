"""POST /webhooks/<connector>[/<shop>]: verify, store, answer."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from connectors import manifests
from integration.ports import Delivery, Handshake
from integration.webhooks.bell import Bell
from integration.webhooks.group_commit import Busy, GroupCommit
from integration.webhooks.receivers import Receiver, Receivers
from jobs.context import Context

MAX_BODY = 20 * 1024 * 1024
COMMIT_SECONDS = 20.0
RETRY_SECONDS = 30
NEVER_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})


def blueprint(context: Context, intake: "Intake | None" = None) -> Blueprint:
    """The webhook address of every connector. What `intake` still holds is written and rung before Python ends."""
    intake = intake or Intake(context)
    webhooks = Blueprint("webhooks", __name__)

    @webhooks.post("/webhooks/<connector>")
    @webhooks.post("/webhooks/<connector>/<shop>")
    def receive(connector: str, shop: str = "") -> Response:
        request.max_content_length = MAX_BODY + 1  # an unannounced length is cut there, without a word
        headers = {name.lower(): value for name, value in request.headers}
        body = request.get_data(cache=False)
        if len(body) > MAX_BODY:
            return _answer(413, "larger than 20 MB")
        url = context.public_url.rstrip("/") + request.full_path.removesuffix("?")
        return intake.take(Delivery(connector, headers, body, shop, context.clock(), url))

    @webhooks.get("/webhooks/<connector>/<shop>")
    def prove(connector: str, shop: str) -> Response:
        return intake.prove(connector, shop, request.args)

    return webhooks


class Intake:
    """Takes deliveries, from any thread. Its own two threads start with the first one."""

    def __init__(self, context: Context) -> None:
        self._receivers = Receivers(context)
        self._bell = Bell(context)
        self._writer = GroupCommit(context.engine, self._bell.ring)

    def close(self) -> None:
        """Writes and rings what waits; it may be used again afterwards."""
        self._writer.close()
        self._bell.close()

    def prove(self, connector: str, shop: str, query: Mapping[str, str]) -> Response:
        """Answers a vendor that asks whose the address is; all others are told nothing."""
        receiver = self._receivers.find(connector, shop)
        asked = receiver.webhooks if receiver is not None else None
        said = asked.challenge(query) if isinstance(asked, Handshake) else ""
        return _answer(200, said) if said else _answer(404, "nothing to read here")

    def take(self, delivery: Delivery) -> Response:
        name = delivery.shop or self._receivers.claimed_shop(delivery)
        receiver = self._receivers.find(delivery.connector, name)
        if receiver is None:
            return self._of_a_stranger(delivery)
        if receiver.webhooks.is_ping(delivery):
            return _answer(200, "hello")
        if not receiver.webhooks.verify(delivery):
            receiver = self._receivers.find_anew(delivery.connector, name)
            if receiver is None or not receiver.webhooks.verify(delivery):
                return _answer(401, "the signature does not fit")
        return self._store(receiver, delivery)

    def _of_a_stranger(self, delivery: Delivery) -> Response:
        """Where one secret signs for all shops, a forged delivery is told so whichever shop it names.

        One that is signed speaks of a shop of which nothing is held, so that there is nothing to erase or to read.
        """
        app = self._receivers.app(delivery.connector)
        if app is None:
            return _answer(404, "no such shop or connector")
        return (
            _answer(200, "nothing is held of it")
            if app.verify(delivery)
            else _answer(401, "the signature does not fit")
        )

    def _store(self, receiver: Receiver, delivery: Delivery) -> Response:
        try:
            self._writer.write(_row(receiver, delivery), COMMIT_SECONDS)
        except (SQLAlchemyError, TimeoutError, Busy):
            refused = _answer(503, "not stored; send it again")
            refused.headers["Retry-After"] = str(RETRY_SECONDS)
            return refused
        return _stored(delivery.connector)


def _stored(connector: str) -> Response:
    """In words that the vendor does not send on to the customer."""
    manifest = manifests().get(connector)
    if manifest is None or not manifest.reply:
        return _answer(200, "stored")
    return Response(manifest.reply, 200, content_type="text/xml; charset=utf-8")


def _row(receiver: Receiver, delivery: Delivery) -> dict[str, Any]:
    return {
        "shop_id": receiver.shop_id,
        "connector": delivery.connector,
        "delivery_id": receiver.webhooks.delivery_id(delivery),
        "topic": receiver.webhooks.topic(delivery),
        "headers": {name: value for name, value in delivery.headers.items() if name not in NEVER_KEPT},
        "body": delivery.body,
        "received_at": delivery.received_at,
    }


def _answer(status: int, text: str) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
