"""A made-up vendor for tests of intake and jobs: its deliveries are small JSON, signed like the real ones."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from connectors import NoSuchConnector
from integration.domain.events import AccessLost, Event, Ignored, Refetch
from integration.ports import Delivery, Permanent, Temporary, Unauthorized, Webhooks
from integration.store import activity
from integration.store.session import write
from integration.store.shops import save_connection
from integration.store.tables import ConnectionRow, ShopRow
from jobs.context import Context, Port

SECRET = "a-secret-of-the-shop"


@dataclass(frozen=True)
class PostboxWebhooks:
    """`{"n": 1, "do": "fail" | "later" | "refuse" | "crash" | "refetch" | "lost"}`; without "do" it is an event."""

    secret: str

    def shop_of(self, delivery: Delivery) -> str:
        return delivery.headers.get("x-postbox-shop", "")

    def verify(self, delivery: Delivery) -> bool:
        return hmac.compare_digest(delivery.headers.get("x-postbox-signature", ""), sign(delivery.body, self.secret))

    def is_ping(self, delivery: Delivery) -> bool:
        return delivery.body == b"ping=1"

    def delivery_id(self, delivery: Delivery) -> str:
        return hashlib.sha256(self.topic(delivery).encode() + delivery.body).hexdigest()

    def topic(self, delivery: Delivery) -> str:
        return delivery.headers.get("x-postbox-topic", "")

    def parse(self, delivery: Delivery) -> Sequence[Event]:
        told = json.loads(delivery.body)
        match told.get("do"):
            case "fail":
                raise Permanent("the letter is torn")
            case "later":
                raise Temporary("the postbox is full", told.get("after"))
            case "refuse":
                raise Unauthorized("the key was changed")
            case "crash":
                raise ZeroDivisionError("a bug of ours")
            case "refetch":
                return [Refetch("order", told["n"], "only its number is told")]
            case "lost":
                return [AccessLost("the shop took the key back")]
        return [Ignored(str(told["n"]))]


@dataclass(frozen=True, slots=True)
class PostboxContext(Context):
    """A Context that knows the postbox and no other vendor. `storefront` answers what is read again."""

    storefront: Any = None

    def open(self, connection: ConnectionRow, port: type[Port]) -> Port:
        if connection.connector != "postbox":
            raise NoSuchConnector(connection.connector)
        credentials = self.vault.open(connection.credentials)
        made: Any = PostboxWebhooks(credentials.get("secret", "")) if port is Webhooks else self.storefront
        if made is None:
            raise NoSuchConnector(f"postbox does not play {port.__name__}")
        opened: Port = made
        return opened


def with_postbox(context: Context, **fields: Any) -> PostboxContext:
    kept = {name: getattr(context, name) for name in Context.__dataclass_fields__}
    return PostboxContext(**{**kept, **fields})


def connect(context: Context, shop: ShopRow, secret: str = SECRET, url: str = "") -> ConnectionRow:
    assert shop.id is not None
    with write(context.engine) as session:
        sealed = context.vault.seal({"secret": secret})
        row = save_connection(session, shop.id, "postbox", sealed, context.clock(), url=url)
        session.commit()
        session.refresh(row)
        return row


def letter(n: int | str, **told: Any) -> bytes:
    return json.dumps({"n": n, **told}).encode()


def sign(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(body: bytes, secret: str = SECRET, topic: str = "letter.arrived") -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-Postbox-Topic": topic,
        "X-Postbox-Signature": sign(body, secret),
    }


def note(
    context: Context, session: Session, connection: ConnectionRow, event: Event, now: datetime
) -> list[tuple[str, int]]:
    """Applies an event by writing one more line each time: work done twice shows as two lines."""
    why = event.why if isinstance(event, Ignored) else type(event).__name__
    activity.log(session, connection.shop_id, now, "postbox", "letter", why)
    return []
