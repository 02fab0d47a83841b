"""The checklist and today's needs follow the facts, in both directions."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from admin_ui.checklist import Item, checklist
from admin_ui.needs import needs
from integration.store.overview import Overview
from integration.store.tables import ConnectionRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.clock import Clock

NOTHING = Overview(
    **dict.fromkeys((name for name in Overview.__slots__ if name != "last_delivery"), 0), last_delivery=None
)


@pytest.fixture(autouse=True)
def in_an_app(clock: Clock, vault: Vault) -> Iterator[None]:
    app = Flask("checklist")
    app.extensions["forthright"] = Context(None, vault, clock=clock)  # type: ignore[arg-type]
    with app.app_context():
        yield


@pytest.fixture
def everything(clock: Clock) -> Overview:
    """A shop that has nothing left to do."""
    return replace(NOTHING, products=214, orders=3106, policies=6, deliveries=40, sent=7, last_delivery=clock())


@pytest.fixture
def console(clock: Clock) -> ConnectionRow:
    return ConnectionRow(shop_id=1, connector="console", credentials=b"", created_at=clock())


def done(items: list[Item]) -> list[str]:
    return [item.title for item in items if item.done]


def test_a_new_shop_has_everything_before_it() -> None:
    items = checklist(NOTHING, [], 0, promised=False, seen=())
    assert done(items) == []
    assert len(items) == 12
    assert needs(NOTHING, []) == []


def test_a_shop_with_all_facts_has_nothing_left(everything: Overview, console: ConnectionRow) -> None:
    items = checklist(everything, [console], 0)
    assert [item.title for item in items if not item.done] == []
    assert "214 products, 3,106 orders" in [item.fact for item in items]


@pytest.mark.parametrize(
    ("change", "unsaid", "title"),
    [
        ({"unread": 2}, 0, "Every text read"),
        ({}, 3, "Say the 3 things your pages leave out"),
        ({"failed_deliveries": 1}, 0, "Messages from the store arrive"),
        ({"policies": 0}, 0, "Policies found"),
        ({"sent": 0}, 0, "Read and approve your first message"),
    ],
)
def test_an_item_comes_back_when_its_fact_turns_false(
    change: dict[str, int], unsaid: int, title: str, everything: Overview, console: ConnectionRow
) -> None:
    items = checklist(replace(everything, **change), [console], unsaid)
    assert title in [item.title for item in items if not item.done]


def test_a_paused_store_is_no_store(everything: Overview, console: ConnectionRow) -> None:
    console.state, console.state_reason = "paused", "The key was taken back."
    open_items = [item for item in checklist(everything, [console], 0) if not item.done]
    assert ("Connect your store", "The key was taken back.") in [(item.title, item.fact) for item in open_items]
    assert [need.why for need in needs(everything, [console])] == ["The key was taken back."]


def test_what_stands_in_the_way_says_what_to_do(everything: Overview, clock: Clock) -> None:
    met = {"trouble": "firewall", "reason": "a page came", "since": clock().isoformat()}
    store = ConnectionRow(
        shop_id=1, connector="woocommerce", credentials=b"", created_at=clock(), troubles={"sync": met}
    )
    [item] = [item for item in checklist(everything, [store], 0) if "firewall" in item.title]
    assert not item.done
    assert "a page came. Ask your host" in item.fact
    assert [need.title for need in needs(everything, [store])] == ["WooCommerce: Blocked by a firewall"]
    store.state, store.state_reason = "paused", "refused"
    store.troubles = {"access": {**met, "trouble": "key_owner"}}
    [item] = [item for item in checklist(everything, [store], 0) if item.title == "Connect your store"]
    assert "Shop manager" in item.fact
    store.state = "disconnected"
    assert needs(everything, [store]) == []


def test_needs_come_dearest_first(everything: Overview, console: ConnectionRow) -> None:
    console.state = "broken"
    facts = replace(everything, unresolved=1, proposed=2, undelivered=1, failed_deliveries=3)
    titles = [need.title for need in needs(facts, [console])]
    assert titles[0] == "One message may have gone out"
    assert titles[1] == "2 customers wait for your word"
    assert titles[-1] == "3 messages from the store could not be read"
    assert len(titles) == 5
