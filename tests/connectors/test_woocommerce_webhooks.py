"""WooCommerce's deliveries and their traps; that they are read at all is held by the suite over all connectors."""

import base64
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.access import Access
from connectors.http import Http
from connectors.woocommerce.webhooks import HINT, WooCommerceWebhooks
from integration.domain.commerce import OrderStatus
from integration.domain.events import AccessLost, Ignored, OrderChanged, ProductChanged, Refetch
from integration.ports import Delivery, Permanent


def opened(**credentials: str) -> WooCommerceWebhooks:
    return WooCommerceWebhooks(Access("", credentials, {"currency": "EUR"}, Http(), lambda: datetime.now(UTC)))


def delivery(topic: str, body: Any, secret: str = "hush", **headers: str) -> Delivery:  # noqa: S107
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), raw, "sha256")).decode()
    return Delivery("woocommerce", {"x-wc-webhook-topic": topic, "x-wc-webhook-signature": signature, **headers}, raw)


def order(**changed: Any) -> dict[str, Any]:
    given = {"id": 7, "status": "processing", "currency": "EUR", "total": "10.00", "number": "7"}
    times = {"date_created_gmt": "2026-10-01T08:00:00", "date_modified_gmt": "2026-10-01T08:00:00"}
    return {**given, **times, **changed}


def test_deliveries_of_one_second_share_their_id_and_are_told_apart() -> None:
    shared = {"x-wc-webhook-delivery-id": "53e7ab6bd669fc33ac480b03986c81f7"}
    ids = {opened().delivery_id(delivery("order.updated", order(id=number), **shared)) for number in (1, 2, 3)}
    assert len(ids) == 3


def test_the_same_body_under_another_topic_is_another_delivery() -> None:
    created, updated = (delivery(f"order.{happened}", order()) for happened in ("created", "updated"))
    assert opened().delivery_id(created) != opened().delivery_id(updated)
    assert opened().parse(created) == opened().parse(updated)


def test_a_repeated_delivery_is_the_same_whatever_its_own_id_says() -> None:
    one, other = (delivery("order.updated", order(), **{"x-wc-webhook-delivery-id": it}) for it in "ab")
    assert opened().delivery_id(one) == opened().delivery_id(other)


@pytest.mark.parametrize(
    ("credentials", "fits"),
    [
        ({"webhook_secret": "hush"}, True),
        ({"webhook_secret": "new", "previous_webhook_secret": "hush"}, True),
        ({"webhook_secret": "new"}, False),
        ({"webhook_secret": ""}, False),
        ({}, False),
    ],
)
def test_the_current_and_the_previous_secret_fit(credentials: dict[str, str], fits: bool) -> None:
    assert opened(**credentials).verify(delivery("order.updated", order())) is fits


def test_a_secret_typed_with_html_entities_is_signed_without_them() -> None:
    assert opened(webhook_secret="a&amp;b&#039;é").verify(delivery("order.updated", order(), secret="a&b'é"))


def test_no_secret_means_no_empty_secret() -> None:
    unsigned = delivery("order.updated", order(), secret="")
    assert not opened(webhook_secret="").verify(unsigned)


def test_a_signature_that_is_no_ascii_is_refused_and_not_an_error() -> None:
    odd = replace(delivery("order.updated", order()), headers={"x-wc-webhook-signature": "é" * 44})
    assert not opened(webhook_secret="hush").verify(odd)


@pytest.mark.parametrize("body", [b"webhook_id=1", b"webhook_id=18446744073709551615\n"])
def test_the_unsigned_ping_is_known(body: bytes) -> None:
    assert opened(webhook_secret="hush").is_ping(Delivery("woocommerce", {}, body))


@pytest.mark.parametrize(
    "forged",
    [
        Delivery("woocommerce", {"x-wc-webhook-topic": "order.updated"}, b"webhook_id=1"),
        Delivery("woocommerce", {"x-wc-webhook-signature": "x"}, b"webhook_id=1"),
        Delivery("woocommerce", {}, b'{"id": 1}'),
        Delivery("woocommerce", {}, b"webhook_id=1&order=2"),
    ],
)
def test_nothing_else_passes_for_a_ping(forged: Delivery) -> None:
    assert not opened(webhook_secret="hush").is_ping(forged)


def test_a_signed_403_says_that_access_is_lost() -> None:
    body = {"code": "woocommerce_rest_cannot_view", "message": "Sorry.", "data": {"status": 403}}
    [event] = opened().parse(delivery("order.updated", body))
    assert isinstance(event, AccessLost)
    assert "Sorry." in event.why


def test_a_signed_404_is_no_deletion_of_anything_we_can_name() -> None:
    body = {"code": "woocommerce_rest_shop_order_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}
    [event] = opened().parse(delivery("order.updated", body))
    assert isinstance(event, Refetch)
    assert (event.kind, event.id) == ("order", "")


def test_a_page_in_the_trash_deletes_no_product() -> None:
    assert opened().parse(delivery("product.deleted", {"id": 50})) == [
        Refetch("product", "50", "something with this id was put in the trash")
    ]


def test_a_variation_is_no_product_its_parent_is_read() -> None:
    body = {"id": 20, "type": "variation", "parent_id": 19, "name": "Hoodie - Blue"}
    [event] = opened().parse(delivery("product.updated", body))
    assert isinstance(event, Refetch)
    assert (event.kind, event.id) == ("product", "19")


def test_a_trashed_product_is_looked_at_before_it_is_deleted() -> None:
    [event] = opened().parse(delivery("product.updated", {"id": 5, "type": "simple", "status": "trash"}))
    assert isinstance(event, Refetch)


def test_a_deleted_order_is_only_an_id() -> None:
    assert opened().parse(delivery("order.deleted", {"id": 26})) == [
        Refetch("order", "26", "it was put in the trash, or is gone")
    ]


def test_a_trashed_order_is_one_that_is_deleted() -> None:
    event, hint = opened().parse(delivery("order.updated", order(status="trash")))
    assert isinstance(hint, Refetch)
    assert isinstance(event, OrderChanged)
    assert event.order.status is OrderStatus.DELETED


def test_edits_melted_into_one_are_read_as_the_state_they_led_to() -> None:
    event, hint = opened().parse(delivery("order.created", order(status="completed")))
    assert hint == Refetch("order", "7", HINT)
    assert isinstance(event, OrderChanged)
    assert event.order.status is OrderStatus.FULFILLED


def test_parcels_that_the_order_does_not_show_are_fetched_after_what_it_does_show() -> None:
    body = order(meta_data=[{"key": "_fulfillment_status", "value": "fulfilled"}])
    changed, fetch = opened().parse(delivery("order.updated", body))
    assert isinstance(changed, OrderChanged)
    assert isinstance(fetch, Refetch)
    assert fetch.id == changed.order.id == "7"


@pytest.mark.parametrize(
    ("action", "arg", "order_id"),
    [
        ("woocommerce_order_refunded", 35, "35"),
        ("woocommerce_order_fully_refunded", "35", "35"),
        ("woocommerce_order_status_completed", 35, "35"),
        ("woocommerce_new_customer_note", {"order_id": 44, "customer_note": "hi"}, "44"),
        ("woocommerce_rest_insert_order_note", {"comment_post_ID": "44", "comment_type": "order_note"}, "44"),
        ("woocommerce_order_note_added", 17, None),
        ("woocommerce_order_refunded", "35/notes", None),
        ("woocommerce_order_refunded", True, None),
        ("woocommerce_fulfillment_after_create", [], None),
        ("woocommerce_review", {"comment_post_ID": "12", "comment_type": "review"}, None),
        ("woocommerce_new_order", None, None),
    ],
)
def test_which_order_an_action_is_about(action: str, arg: Any, order_id: str | None) -> None:
    [event] = opened().parse(delivery(f"action.{action}", {"action": action, "arg": arg}))
    assert (event.id if isinstance(event, Refetch) else None) == order_id
    assert isinstance(event, Refetch | Ignored)


@pytest.mark.parametrize("topic", ["customer.updated", "coupon.deleted", "something.new", ""])
def test_other_topics_are_kept_and_do_nothing(topic: str) -> None:
    [event] = opened().parse(delivery(topic, {"id": 1}))
    assert isinstance(event, Ignored)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"\xff\xfe", b'{"id": 7', b"[" * 100_000, b'{"id": 7, "status": "processing"}', b'"x"'],
)
def test_what_cannot_be_read_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(Permanent, match=r"is not JSON|is JSON, but no object|cannot be read"):
        opened().parse(delivery("order.updated", body))


def test_a_price_without_a_currency_of_the_shop_is_kept() -> None:
    webhooks = WooCommerceWebhooks(Access("", {}, {}, Http(), lambda: datetime.now(UTC)))
    event, hint = webhooks.parse(delivery("product.updated", {"id": 1, "type": "simple", "price": "5"}))
    assert hint == Refetch("product", "1", HINT)
    assert isinstance(event, ProductChanged)
    assert event.product.offers[0].price is not None
