"""Webhooks that the app's own file cannot ask for: made where a merchant granted it, and anew when they are lost."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from connectors.shopify.subscriptions import ON_REQUEST, ShopifySubscriptions, declared
from integration.ports import Permanent
from jobs.subscribe import subscribe
from jobs.watch import watch
from tests.connectors.shopify.conftest import Installed
from tests.connectors.shopify_app import DOMAIN, ShopifyApp
from tests.connectors.shopify_store import connection
from tests.connectors.test_shopify_client import access

ADDRESS = "https://forthright.example/webhooks/shopify/lantern"
DISPUTES = {"DISPUTES_CREATE", "DISPUTES_UPDATE"}


class Hooks:
    """The webhooks of a stand-in store, by id: their topic and address; `refused` are topics that it does not take."""

    def __init__(self, store: ShopifyApp, *scopes: str) -> None:
        self.scopes, self.refused = list(scopes), set[str]()
        self.held: dict[str, tuple[str, str]] = {}
        store.answers |= {
            "AccessScopes": lambda _: {
                "currentAppInstallation": {"accessScopes": [{"handle": it} for it in self.scopes]}
            },
            "Subscriptions": lambda _: {"webhookSubscriptions": connection(self._nodes())},
            "SubscriptionCreate": self._create,
            "SubscriptionDelete": self._delete,
        }

    @property
    def topics(self) -> list[str]:
        return sorted(topic for topic, _ in self.held.values())

    def add(self, topic: str, uri: str) -> None:
        self.held[f"gid://shopify/WebhookSubscription/{len(self.held) + 1}"] = topic, uri

    def _granted(self) -> list[Mapping[str, str]]:
        return [{"handle": scope} for scope in self.scopes]

    def _nodes(self) -> list[Mapping[str, Any]]:
        return [{"id": name, "topic": topic, "uri": uri} for name, (topic, uri) in self.held.items()]

    def _create(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        problems = [{"field": ["topic"], "message": "Invalid topic"}] if variables["topic"] in self.refused else []
        if not problems:
            self.add(variables["topic"], variables["address"])
        return {"webhookSubscriptionCreate": {"webhookSubscription": None, "userErrors": problems}}

    def _delete(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        del self.held[variables["id"]]
        return {"webhookSubscriptionDelete": {"deletedWebhookSubscriptionId": variables["id"], "userErrors": []}}


def subscriptions(store: ShopifyApp, **credentials: str) -> ShopifySubscriptions:
    store.token = "shpat_lantern"
    return ShopifySubscriptions(replace(access(store, **credentials), app=store.app))


def test_an_installed_store_is_asked_for_what_it_granted_and_no_more(shopify: ShopifyApp) -> None:
    """The rest stands in the app's file: asked for here too, all of it would come twice."""
    hooks, ours = Hooks(shopify, "read_orders"), subscriptions(shopify, refresh_token="shprt_1")
    assert (ours.subscribe(ADDRESS), hooks.topics) == ([], [])
    hooks.scopes.append("read_shopify_payments_disputes")
    assert list(ours.repair(ADDRESS)) == ["disputes/create was missing", "disputes/update was missing"]
    assert set(hooks.topics) == DISPUTES
    assert list(ours.repair(ADDRESS)) == []
    hooks.scopes.remove("read_shopify_payments_disputes")
    ours.repair(ADDRESS)
    assert hooks.topics == []


def test_what_is_lost_doubled_or_sent_elsewhere_is_made_anew(shopify: ShopifyApp) -> None:
    hooks, ours = Hooks(shopify, *ON_REQUEST.values()), subscriptions(shopify, refresh_token="shprt_1")
    hooks.add("DISPUTES_CREATE", "https://old.example/webhooks/shopify/lantern")
    hooks.add("DISPUTES_UPDATE", ADDRESS)
    hooks.add("DISPUTES_UPDATE", ADDRESS)
    hooks.add("ORDERS_CREATE", "https://somebody.example/else")
    assert len(ours.repair(ADDRESS)) == 3
    assert sorted(hooks.held.values()) == sorted(
        [*((topic, ADDRESS) for topic in DISPUTES), ("ORDERS_CREATE", "https://somebody.example/else")]
    )


def test_a_store_with_an_app_of_its_own_is_asked_for_every_topic(shopify: ShopifyApp) -> None:
    """There no file of ours is known; before, nobody would have told us anything."""
    hooks, ours = Hooks(shopify, "read_orders"), subscriptions(shopify)
    hooks.refused.add("RETURNS_REQUEST")
    assert ours.subscribe(ADDRESS) == [topic for topic in declared() if topic != "returns/request"]
    expected = {topic.upper().replace("/", "_") for topic in declared()} - {"RETURNS_REQUEST"}
    assert set(hooks.topics) == expected
    assert ours.unsubscribe(ADDRESS) == len(expected)
    assert hooks.topics == []


def test_an_address_that_shopify_would_not_call(shopify: ShopifyApp) -> None:
    with pytest.raises(Permanent, match="only https"):
        subscriptions(shopify).repair(ADDRESS.replace("https", "http"))


def test_it_is_looked_after_hour_by_hour(shop: Installed) -> None:
    hooks = Hooks(shop.shopify, *ON_REQUEST.values())
    shop.context = replace(shop.context, public_url="https://forthright.example")
    subscribe(shop.context, shop.row.id or 0)
    assert set(hooks.topics) == DISPUTES
    hooks.held.clear()
    watch(shop.context, shop.row.id or 0)
    assert set(hooks.topics) == DISPUTES
    assert {uri for _, uri in hooks.held.values()} == {f"https://forthright.example/webhooks/shopify/{DOMAIN}"}
