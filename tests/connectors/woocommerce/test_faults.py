"""The fifteen faults that WooCommerce stores are known for. Each test fails when the guard it names is taken out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors import manifests
from connectors.access import Access
from connectors.http import Http
from connectors.woocommerce.answers import ApiOff, Breakdown, Firewall, KeyOwner, Keys, Maintenance
from connectors.woocommerce.client import Client
from connectors.woocommerce.storefront import WooCommerceStorefront
from integration.ports import Permanent
from tests.connectors.conftest import Open
from tests.connectors.store import Store, as_json
from tests.woocommerce.server import StandIn, standing_in


@pytest.fixture
def woo() -> Iterator[StandIn]:
    """A store of its own for what needs no database."""
    with standing_in() as shop:
        shop.shop.place_order(7)
        yield shop


def access(woo: StandIn, config: dict[str, Any] | None = None, learned: dict[str, str] | None = None) -> Access:
    door = Http(("127.0.0.1",), ("cs_store",), pauses=(0.0,))
    given = {"key": "ck_store", "secret": "cs_store", "webhook_secret": "hush-hush-hush"}
    noted = {} if learned is None else learned
    return Access(woo.url, given, config or {}, door, lambda: datetime(2026, 10, 7, tzinfo=UTC), noted.__setitem__)


def test_08_a_host_strips_the_authorization_header(tls_store: Store, opened: Open) -> None:
    """Guard: the keys are tried once more in the query, and that is remembered (client.Client._let_in)."""
    tls_store.strips_the_header = True
    learned: dict[str, str] = {}
    door = opened(tls_store)
    given = Access(door.url, door.credentials, {}, door.http, door.clock, learned.__setitem__)
    assert Client(given).get("orders/1001")["id"] == 1001
    assert learned == {"auth": "query"}
    asked = len(tls_store.seen)
    Client(opened(tls_store, learned)).get("orders/1001")
    assert len(tls_store.seen) == asked + 1


@pytest.mark.parametrize(("permalinks", "route"), [("index", "index"), ("plain", "query")])
def test_09_permalinks_are_plain_or_nothing_is_rewritten(woo: StandIn, permalinks: str, route: str) -> None:
    """Guard: the other ways to the API are tried, and the one that leads in is remembered (client.ROUTES)."""
    woo.permalinks = permalinks
    learned: dict[str, str] = {}
    client = Client(access(woo, learned=learned))
    assert client.get("orders/7", dp=2)["id"] == 7
    assert client.listing("orders", orderby="modified", order="asc")[0]["id"] == 7
    assert learned == {"route": route}
    assert Client(access(woo, learned)).get("orders/7")["id"] == 7


@pytest.mark.parametrize("fault", ["html200", "html202", "html403"])
def test_10_a_firewall_answers_with_a_page(woo: StandIn, fault: str) -> None:
    """Guard: what is no JSON is looked at, whatever its status; it says nothing of the keys (answers._page)."""
    woo.faults = [fault] * 9
    with pytest.raises(Firewall):
        Client(access(woo)).get("orders/7")


@pytest.mark.parametrize("fault", ["bom", "blank", "warning"])
def test_11_junk_stands_before_the_json(woo: StandIn, fault: str) -> None:
    """Guard: the data is looked for behind it (decoding.decode)."""
    woo.faults = [fault]
    assert Client(access(woo)).get("orders/7")["id"] == 7


@pytest.mark.parametrize("offset", [9, -5])
def test_12_changes_are_asked_for_by_the_stores_clock(offset: int) -> None:
    """Guard: naive UTC with the flag; any other form is off by the site's offset, to one side or the other."""
    now = datetime(2026, 10, 7, 12, 0)  # noqa: DTZ001 the store's own naive UTC
    with standing_in(clock=lambda: now, offset_hours=offset) as woo:
        woo.shop.orders.put(1, now - timedelta(hours=2))
        woo.shop.orders.put(2, now - timedelta(minutes=2))
        since = now.replace(tzinfo=UTC) - timedelta(minutes=10)
        found = WooCommerceStorefront(access(woo)).orders(since, None).items
        assert [order.id for order in found] == ["2"]


def test_14_meta_data_is_anything_and_huge(woo: StandIn) -> None:
    """Guards: lists ask for the keys that are read (storefront.KEPT_META); an answer is cut off at a size (http)."""
    blob = {"elementor": ["x" * 50_000, {"deep": [None, 1, 2.5, True]}]}
    odd = [{"key": "_builder", "value": blob}, {"key": "_wc_shipment_tracking_items", "value": "a:0:{}"},
           {"key": 7, "value": None}, "no object"]  # fmt: skip
    woo.shop.edit_order(7, meta_data=odd[:2])
    [order] = WooCommerceStorefront(access(woo)).orders(None, None).items
    assert [entry["key"] for entry in order.raw["meta_data"]] == ["_wc_shipment_tracking_items"]
    woo.shop.edit_order(7, meta_data=odd)
    assert WooCommerceStorefront(access(woo)).order("7") is not None
    tight = access(woo)
    small = Access(tight.url, tight.credentials, {}, Http(("127.0.0.1",), most_bytes=10_000), tight.clock)
    with pytest.raises(Permanent, match="more than 10,000 bytes"):
        Client(small).get("orders/7")


@pytest.mark.parametrize(
    ("fault", "kind"), [("503", Maintenance), ("html500", Breakdown), ("truncated", Exception), ("html200", Firewall)]
)
def test_15_what_is_wrong_with_the_store_has_a_state_of_its_own(
    woo: StandIn, fault: str, kind: type[Exception]
) -> None:
    """Guard: kinds of error that name a state, and words for each with the next step (answers, manifest.toml)."""
    woo.faults = [fault] * 9
    with pytest.raises(kind) as met:
        Client(access(woo)).get("orders/7")
    if kind is not Exception:
        words = manifests()["woocommerce"].troubles[met.value.trouble]  # type: ignore[attr-defined]
        assert words.label
        assert words.next
    assert "cs_store" not in str(met.value)


@pytest.mark.parametrize(("owner", "kind"), [("demoted", KeyOwner), ("deleted", Keys)])
def test_15_the_owner_of_the_keys_is_no_longer_who_they_were(woo: StandIn, owner: str, kind: type[Exception]) -> None:
    woo.shop.keys.owner = owner
    with pytest.raises(kind) as met:
        Client(access(woo)).get("orders/7")
    assert met.value.trouble in manifests()["woocommerce"].troubles  # type: ignore[attr-defined]


def test_15_a_plugin_switches_the_api_off(tls_store: Store, opened: Open) -> None:

    tls_store.faults = [as_json({"code": "rest_login_required", "message": "No.", "data": {"status": 401}}, 401)]
    with pytest.raises(ApiOff):
        Client(opened(tls_store)).get("orders/1001")


def test_every_state_has_a_label_and_a_next_step() -> None:
    from connectors.woocommerce import answers

    named = {found.trouble for found in vars(answers).values() if isinstance(found, type) and hasattr(found, "trouble")}
    troubles = manifests()["woocommerce"].troubles
    assert named - {""} <= set(troubles)
    assert all(it.label and it.next.endswith((".", "lost meanwhile.")) for it in troubles.values())
