"""The one order of a stand-in store, with a parcel that can be written to as Shopify lets it be."""

from collections.abc import Mapping
from typing import Any

from werkzeug import Response

from tests.connectors.shopify_store import ShopifyStore, connection, reply

GRANTED = ("read_orders", "read_products", "read_fulfillments")
DENIED = {"message": "Access denied for fulfillmentEventCreate field.", "extensions": {"code": "ACCESS_DENIED"}}


class Parcel:
    """`node` is the fulfillment; `writes` are the mutations that were let in. `scopes` are what was granted so far."""

    def __init__(self, store: ShopifyStore, node: dict[str, Any]) -> None:
        self.node, self.scopes = node, set(GRANTED)
        self.writes: list[str] = []
        store.answers |= {
            "Fulfillment": lambda _: {"fulfillment": self.node},
            "FulfillmentEventCreate": self._event,
            "TrackingUpdate": self._tracking,
            "AccessScopes": lambda _: {
                "currentAppInstallation": {"accessScopes": [{"handle": scope} for scope in sorted(self.scopes)]}
            },
        }

    @property
    def number(self) -> tuple[str, str]:
        [one] = self.node["trackingInfo"]
        return one["number"], one["company"]

    @property
    def told(self) -> list[tuple[str, str | None]]:
        """What Shopify lists of the parcel: the state and the day it is expected."""
        return [(one["status"], one.get("estimatedDeliveryAt")) for one in self.node["events"]["nodes"]]

    def _event(self, variables: Mapping[str, Any]) -> dict[str, Any] | Response:
        if "write_fulfillments" not in self.scopes:
            return reply({"data": {"fulfillmentEventCreate": None}, "errors": [DENIED]})
        event = dict(variables["event"])
        assert event.pop("fulfillmentId") == self.node["id"]
        self.writes.append("event")
        said = {"message": None, "city": None, "country": None, **event}
        nodes = sorted([said, *self.node["events"]["nodes"]], key=lambda one: str(one["happenedAt"]), reverse=True)
        self.node = {**self.node, "events": connection(nodes), "displayStatus": event["status"]}
        return {"fulfillmentEventCreate": {"fulfillmentEvent": {"id": "gid://1"}, "userErrors": []}}

    def _tracking(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        given = variables["tracking"]
        self.writes.append("tracking")
        urls = given.get("urls") or [""] * len(given["numbers"])
        info = [
            {"number": number, "company": given.get("company", ""), "url": url}
            for number, url in zip(given["numbers"], urls, strict=True)
        ]
        self.node = {**self.node, "trackingInfo": info}
        done = {"fulfillment": {"id": self.node["id"]}, "userErrors": []}
        return {"fulfillmentTrackingInfoUpdate": done}
