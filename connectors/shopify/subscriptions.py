"""The webhooks that are made in a store itself, since the app's own file cannot ask for them.

An app that stores install declares its topics in `shopify.app.toml`, for all of them alike; what takes a scope that a
merchant may refuse is asked for where it was granted. A store with an app of its own has no such file with Shopify:
there every topic is asked for, once. Shopify deletes such a webhook after eight failures, and says so to nobody.
Source: https://shopify.dev/docs/apps/build/webhooks/subscribe
"""

import logging
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.shopify.read import cursor, nodes
from connectors.shopify.scopes import covers, granted, is_installed
from connectors.values import table, text
from integration.ports import Permanent
from integration.ports.sentences import Sentence

_ODD_ADDRESS = Sentence("Shopify tells only https addresses")

log = logging.getLogger(__name__)

ON_REQUEST: Mapping[str, str] = {
    "disputes/create": "read_shopify_payments_disputes",
    "disputes/update": "read_shopify_payments_disputes",
}
"""Topics by the scope that they take, which a merchant may refuse."""
MOST_PAGES = 5


class ShopifySubscriptions:
    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def subscribe(self, address: str) -> Sequence[str]:
        return self._settle(address)[0]

    def repair(self, address: str) -> Sequence[str]:
        return self._settle(address)[1]

    def unsubscribe(self, address: str) -> int:
        ours = [text(one.get("id")) for one in self._ours(address)]
        for name in ours:
            self._client.write("subscription_delete", id=name)
        return len(ours)

    def _settle(self, address: str) -> tuple[list[str], list[str]]:
        """The topics that are told, and what was amiss. Addresses of ours are known by their path, whatever host they
        name."""
        if urlsplit(address).scheme != "https":
            raise Permanent(_ODD_ADDRESS())
        wanted = {_name(topic): topic for topic in self._wanted()}
        good, faults = set[str](), []
        for one in self._ours(address):
            topic = text(one.get("topic"))
            if topic in wanted and topic not in good and text(one.get("uri")) == address:
                good.add(topic)
            else:
                self._client.write("subscription_delete", id=text(one.get("id")))
                faults.append(f"{wanted.get(topic, topic)} was not as it should be")
        made = {name for name in wanted if name not in good and self._made(name, address)}
        told = [topic for name, topic in wanted.items() if name in good | made]
        return told, [*faults, *(f"{wanted[name]} was missing" for name in wanted if name in made)]

    def _wanted(self) -> Sequence[str]:
        held = granted(self._client)
        asked = [topic for topic, scope in ON_REQUEST.items() if covers(held, scope)]
        return asked if is_installed(self._access) else [*declared(), *asked]

    def _made(self, topic: str, address: str) -> bool:
        """One that the store refuses, as for want of a scope, is left out: the others come all the same."""
        try:
            self._client.write("subscription_create", topic=topic, address=address)
        except Permanent as problem:
            log.warning("the store does not tell of %s: %s", topic, problem)
            return False
        return True

    def _ours(self, address: str) -> list[Mapping[str, Any]]:
        return [one for one in self._all() if urlsplit(text(one.get("uri"))).path == urlsplit(address).path]

    def _all(self) -> Iterator[Mapping[str, Any]]:
        after: str | None = None
        for _ in range(MOST_PAGES):
            found = table(self._client.read("subscriptions", after=after).get("webhookSubscriptions"))
            yield from nodes(found)
            after = cursor(found)
            if after is None:
                return


@cache
def declared() -> Sequence[str]:
    """The topics of the app's own file, without those of privacy, for which Shopify takes no other way."""
    told = tomllib.loads((Path(__file__).parent / "shopify.app.toml").read_text(encoding="utf-8"))
    return tuple(topic for one in told["webhooks"]["subscriptions"] for topic in one.get("topics", ()))


def _name(topic: str) -> str:
    return topic.upper().replace("/", "_")
