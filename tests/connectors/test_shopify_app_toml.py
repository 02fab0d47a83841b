"""What the app asks Shopify for is what it uses: no scope more, no topic that nobody reads."""

import gzip
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, TypeInfo, TypeInfoVisitor, Visitor, build_schema, get_named_type, parse, visit
from shopify import ApiAccess

import connectors.shopify
from connectors.access import Access
from connectors.http import Http
from connectors.shopify.client import VERSION
from connectors.shopify.consent import ASKED
from connectors.shopify.documents import document, names
from connectors.shopify.subscriptions import ON_REQUEST, declared
from connectors.shopify.webhooks import ShopifyWebhooks
from integration.domain.events import Ignored
from integration.ports import Delivery
from tests.clock import Clock

TOML: dict[str, Any] = tomllib.loads((Path(connectors.shopify.__file__).parent / "shopify.app.toml").read_text())
SCOPES = set(TOML["access_scopes"]["scopes"].split(","))
OPTIONAL = set(TOML["access_scopes"]["optional_scopes"])
TOPICS = [topic for one in TOML["webhooks"]["subscriptions"] for topic in one.get("topics", [])]
COMPLIANCE = [topic for one in TOML["webhooks"]["subscriptions"] for topic in one.get("compliance_topics", [])]
NOT_IN_THE_LIST = {"DeliveryProfile": {"read_shipping"}}
ON_REQUEST_TYPES = {"ShopifyPaymentsDispute"}
OF_TOPICS = {"read_fulfillments"}
"""What the topics of parcels ask for, and no document does."""
DESCRIPTION = re.compile(r'"""(?:.|\n)*?"""')
BODY = {"id": 1, "order_id": 1, "order_edit": {"id": 2, "order_id": 1}}


def listed(shared: Path) -> dict[str, set[str]]:
    """By type, or by Mutation.field: the scopes of which one is enough."""
    text = (shared / "contracts" / "shopify" / "scopes-2026-10.txt").read_text()
    found = re.findall(r"^(?:TYPE )?([\w.]+)(?: -> \w+)? \| \[(.*?)\]", text, re.MULTILINE)
    return {name: set(re.findall(r"'(\w+)'", scopes)) for name, scopes in found} | NOT_IN_THE_LIST


class Touched(Visitor):
    """Every type and mutation that a document touches."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info, self.names = info, set[str]()

    def enter_field(self, node: Any, *_: Any) -> None:
        parent, kind = self.info.get_parent_type(), self.info.get_type()
        assert isinstance(parent, GraphQLObjectType) or parent is not None
        assert kind is not None
        self.names |= {f"{parent.name}.{node.name.value}", get_named_type(kind).name}


def needed(shared: Path) -> list[tuple[str, set[str]]]:
    schema_file = shared / "contracts" / "shopify" / f"admin-{VERSION}.graphql.gz"
    schema = build_schema(DESCRIPTION.sub("", gzip.decompress(schema_file.read_bytes()).decode()), assume_valid=True)
    touched: set[str] = set()
    for name in names():
        info = TypeInfo(schema)
        looking = Touched(info)
        visit(parse(document(name)), TypeInfoVisitor(info, looking))
        touched |= looking.names
    return [(name, one_of) for name, one_of in listed(shared).items() if name in touched and one_of]


def test_every_document_is_allowed_and_no_scope_is_idle(shared: Path) -> None:
    wanted = needed(shared)
    assert {"Order", "Product", "Customer", "Mutation.shopPolicyUpdate"} <= {name for name, _ in wanted}
    for name, one_of in wanted:
        asked = OPTIONAL if name.startswith("Mutation.") or name in ON_REQUEST_TYPES else SCOPES
        assert any(ApiAccess(sorted(asked)).covers(ApiAccess([scope])) for scope in one_of), f"{name}: one of {one_of}"
    used = {scope for _, one_of in wanted for scope in one_of} | OF_TOPICS
    assert used >= SCOPES
    assert used | {"read_all_orders"} >= OPTIONAL
    assert {scope for scope in SCOPES if scope.startswith("write_")} == set(), "who installs lets us write nothing yet"


def test_what_a_role_asks_for_is_declared_and_is_all_that_is_optional() -> None:
    assert {scope for scopes in ASKED.values() for scope in scopes} | {"read_all_orders"} == OPTIONAL


def test_the_version_is_the_one_we_speak() -> None:
    assert TOML["webhooks"]["api_version"] == VERSION


@pytest.mark.parametrize("topic", [*TOPICS, *ON_REQUEST])
def test_each_topic_is_read(topic: str) -> None:
    webhooks = ShopifyWebhooks(Access("", {}, {}, Http(), Clock()))
    delivery = Delivery("shopify", {"x-shopify-topic": topic}, json.dumps(BODY).encode())
    assert not any(isinstance(event, Ignored) for event in webhooks.parse(delivery))


def test_each_topic_is_one_of_shopifys(shared: Path) -> None:
    schema = gzip.decompress((shared / "contracts" / "shopify" / f"admin-{VERSION}.graphql.gz").read_bytes()).decode()
    known = schema.partition("enum WebhookSubscriptionTopic {")[2].partition("\n}")[0]
    told = set(re.findall(r"^  ([A-Z_]+)\s*$", known, re.MULTILINE))
    assert len(told) > 200
    assert {topic.upper().replace("/", "_") for topic in [*TOPICS, *ON_REQUEST]} <= told


def test_a_topic_is_declared_only_where_no_scope_of_it_may_be_refused(shared: Path) -> None:
    """Shopify would refuse the whole file. What each topic takes stands in its description."""
    schema = gzip.decompress((shared / "contracts" / "shopify" / f"admin-{VERSION}.graphql.gz").read_bytes()).decode()
    known = schema.partition("enum WebhookSubscriptionTopic {")[2].partition("\n}")[0]
    described = re.findall(r'"""((?:(?!""").)*)"""\n  ([A-Z_]+)', known, re.DOTALL)
    takes = {name: set(re.findall(r"\bread_\w+", words)) for words, name in described}
    for topic in TOPICS:
        one_of = takes[topic.upper().replace("/", "_")]
        assert not one_of or one_of & SCOPES, f"{topic}: one of {one_of}"
    for topic, scope in ON_REQUEST.items():
        assert takes[topic.upper().replace("/", "_")] == {scope}
    assert declared() == tuple(TOPICS)


def test_the_three_topics_that_every_app_must_hear() -> None:
    assert set(COMPLIANCE) == {"customers/data_request", "customers/redact", "shop/redact"}


def test_embedded_and_on_one_address() -> None:
    assert TOML["embedded"] is True
    assert {one["uri"].partition("/webhooks")[2] for one in TOML["webhooks"]["subscriptions"]} == {"/shopify"}
