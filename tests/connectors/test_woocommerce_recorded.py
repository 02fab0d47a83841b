"""What a real store sent and answered, recorded: all of it is read, or refused with a reason."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug import Response

from connectors.access import Access
from connectors.http import Answer, Http
from connectors.woocommerce.answers import decode, read
from connectors.woocommerce.installation import WooCommerceInstallation
from connectors.woocommerce.storefront import WooCommerceStorefront
from connectors.woocommerce.webhooks import WooCommerceWebhooks
from integration.domain.events import AccessLost, Ignored, OrderChanged, ProductChanged, Refetch
from integration.ports import Delivery, Permanent, Temporary, Unauthorized
from tests.connectors.conftest import Open
from tests.connectors.store import Store, as_json, as_page

API = "/wp-json/wc/v3/"
# What the recorded deliveries were signed with, as the README beside them says.
RECORDED_SECRETS = ("s3cr3t&<\"'>é", "abc", "labsecret")


def opened_with(**credentials: str) -> WooCommerceWebhooks:
    return WooCommerceWebhooks(Access("", credentials, {"currency": "EUR"}, Http(), lambda: datetime.now(UTC)))


def deliveries(shared: Path) -> Iterator[tuple[str, Delivery]]:
    for body in sorted((shared / "contracts" / "woocommerce" / "webhooks").glob("*.body")):
        told = json.loads(body.with_suffix(".headers.json").read_text(encoding="utf-8"))
        headers = {name.lower(): value for name, value in told["headers"]}
        yield body.stem, Delivery("woocommerce", headers, body.read_bytes())


WHAT_THEY_ARE: Mapping[str, tuple[type, ...]] = {
    "action_fulfillment_after_create_EMPTY_arg": (Ignored,),
    "action_woocommerce_new_customer_note": (Refetch,),
    "action_woocommerce_order_refunded": (Refetch,),
    "action_woocommerce_order_status_completed": (Refetch,),
    "action_woocommerce_rest_insert_order_note_serialised_comment": (Refetch,),
    "batch_a_order35_completed_DELIVERY_ID_SHARED": (OrderChanged, Refetch),
    "batch_b_order25_DELIVERY_ID_SHARED": (OrderChanged, Refetch),
    "batch_c_order27_DELIVERY_ID_SHARED": (OrderChanged, Refetch),
    "customer_updated": (Ignored,),
    "order_created": (OrderChanged, Refetch),
    "order_deleted_trash_only_id": (Refetch,),
    "order_updated_after_fulfillment": (OrderChanged, Refetch),
    "order_updated_after_refund": (OrderChanged, Refetch),
    "order_updated_signed_403_error_body_owner_demoted": (AccessLost,),
    "order_updated_signed_404_error_body_order_deleted_before_delivery": (Refetch,),
    "order_updated_status_trash": (OrderChanged, Refetch),
    "order_updated_three_edits_coalesced_into_one": (OrderChanged, Refetch),
    "order_updated_twin_of_created_same_second": (OrderChanged, Refetch),
    "order_updated_with_real_AST_meta": (OrderChanged, Refetch),
    "product_deleted_FIRED_FOR_A_TRASHED_PAGE": (Refetch,),
    "product_updated_for_a_VARIATION_id": (Refetch,),
    "product_updated_price": (ProductChanged, Refetch),
    "product_updated_stock": (ProductChanged, Refetch),
}


def test_every_recorded_delivery_fits_one_of_the_secrets_it_was_signed_with(shared: Path) -> None:
    found = dict(deliveries(shared))
    assert opened_with().is_ping(found.pop("ping_on_creation"))
    for name, sent in found.items():
        fitting = [secret for secret in RECORDED_SECRETS if opened_with(webhook_secret=secret).verify(sent)]
        assert len(fitting) == 1, name
        assert not opened_with(webhook_secret=fitting[0]).verify(replace(sent, body=sent.body + b" ")), name


def test_every_recorded_delivery_is_read_to_what_it_is(shared: Path) -> None:
    found = dict(deliveries(shared))
    found.pop("ping_on_creation")
    assert {
        name: tuple(type(event) for event in opened_with().parse(sent)) for name, sent in found.items()
    } == WHAT_THEY_ARE


def test_the_recorded_orders_say_what_was_bought_sent_and_given_back(shared: Path) -> None:
    found = dict(deliveries(shared))
    changed = opened_with().parse(found["order_updated_with_real_AST_meta"])[0]
    assert isinstance(changed, OrderChanged)
    order = changed.order
    assert (order.id, str(order.total.amount), order.total.currency, order.status) == (
        "25",
        "131.88",
        "USD",
        "fulfilled",
    )
    assert [line.title for line in order.lines] == ["Linen Shirt “Été” & Co", "Hoodie - Blue, M"]
    assert [str(refund.amount.amount) for refund in order.refunds] == ["1.00", "10.00", "38.87"]
    assert [(parcel.tracking[0].number, parcel.tracking[0].carrier) for parcel in order.fulfillments] == [
        ("9400111899223100012345", "usps"),
        ("MC 123", "my-courier"),
        ("JD0002", "dhl-parcel-uk"),
    ]
    assert len(json.dumps(order.raw)) < 20_000, "a page builder's blob is not kept"


def recorded(folder: Path, *parts: str) -> Iterator[tuple[str, Answer]]:
    """The answers that a real store gave, as our client would have had them."""
    for file in sorted(file for part in parts or (".",) for file in (folder / part).rglob("*.http")):
        text = file.read_bytes()
        start = re.search(rb"^HTTP/1\.[01] (\d+)[^\n]*\n", text, re.MULTILINE)
        if start is None and text.startswith(b"POST"):
            continue  # what the store asked, and no answer
        assert start is not None, file
        head, _, body = text[start.end() :].replace(b"\r\n", b"\n").partition(b"\n\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\n") if ": " in line)
        lowered = {name.lower(): value for name, value in headers.items()}
        yield str(file.relative_to(folder)), Answer(int(start[1]), lowered, body, "https://lab.example/")


def test_every_recorded_answer_is_read_or_refused_with_a_reason(shared: Path) -> None:
    found: dict[str, str] = {}
    for name, answer in recorded(shared / "contracts" / "woocommerce", "rest", "errors"):
        try:
            found[name] = type(read(answer)).__name__
        except (Temporary, Permanent, Unauthorized) as refused:
            found[name] = type(refused).__name__ if str(refused) else "no reason"
    assert len(found) > 150
    assert "no reason" not in found.values()
    for name in ("fault_bom", "fault_blank_lines", "fault_notice", "fault_notice_html"):
        assert found[f"errors/{name}.http"] == "dict", name
    broken = {"fault_db": "Breakdown", "fault_die": "Firewall", "fault_fatal": "Breakdown",
             "fault_fatal_late": "Breakdown", "fault_maintenance_mode": "Maintenance"}  # fmt: skip
    for name, kind in broken.items():
        assert found[f"errors/{name}.http"] == kind, name
    kinds = {"401_bad_secret": "Keys", "401_unknown_key": "Keys", "fault_strip_auth": "Keys",
             "key_of_deleted_user": "Keys", "key_of_demoted_user": "KeyOwner", "fault_rest_disabled": "ApiOff",
             "401_read_only_key_write": "ReadOnly"}  # fmt: skip
    for name, kind in kinds.items():
        assert found[f"errors/{name}.http"] == kind, name
    assert found["errors/404_order.http"] == found["errors/404_product.http"] == "Gone"
    assert found["errors/404_no_route.http"] == "NoRoute"


def test_every_recorded_step_of_a_grant_leads_on_or_says_why_not(shared: Path, store: Store, opened: Open) -> None:
    """What the store showed where keys are asked for, and what it posted when its owner said yes."""
    door = WooCommerceInstallation(opened(store))
    store.answers["/wc-auth/v1/login/"] = as_page(200)
    store.answers["/"] = as_page(200)
    folder, told = shared / "contracts" / "woocommerce", {}
    for name, answer in recorded(folder, "wcauth", "errors"):
        if "wc_auth" not in name and "wcauth/" not in name:
            continue
        if answer.headers.get("location", "").startswith("https://app.test/"):
            continue  # that is the merchant's way home
        there = urlsplit(answer.headers.get("location", ""))._replace(scheme="", netloc="").geturl()
        location = {"location": there} if there else {}
        store.answers["/wc-auth/v1/authorize"] = Response(answer.body, answer.status, {**location})
        try:
            door.grant_page("n", "https://forthright.example/install/woocommerce/callback", "https://f.example/back")
            told[Path(name).stem] = ""
        except (Permanent, Temporary) as problem:
            told[Path(name).stem] = str(problem)
    assert told["1_authorize_not_logged_in"] == ""
    assert "permalinks are set to 'plain'" in told["plain_permalinks_wc_auth"]
    refused = [words for name, words in told.items() if name.startswith("err_")]
    assert len(refused) == 5
    assert all(words.startswith("the store would not begin: ") for words in refused), refused
    [posted] = (folder / "wcauth").glob("callback_post_*.http")
    body = posted.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[2]
    granted = door.granted(Delivery("woocommerce", {}, body))
    assert granted.nonce == "tenant-42:nonceABC"
    assert granted.credentials["key"].startswith("ck_")


def test_every_recorded_order_and_product_is_read(shared: Path, store: Store, opened: Open) -> None:
    """Whatever looks like one is handed out by the stand-in and read through the connector."""
    storefront = WooCommerceStorefront(opened(store, {"currency": "USD"}))
    count = {"orders": 0, "products": 0}
    for name, answer in recorded(shared / "contracts" / "woocommerce" / "rest"):
        told = decode(answer.body)
        for entry in told if isinstance(told, list) else [told]:
            if not isinstance(entry, dict) or answer.status >= 400:
                continue
            if "order_key" in entry:
                store.answers[f"{API}orders/{entry['id']}"] = as_json(entry)
                assert storefront.order(str(entry["id"])) is not None, name
                count["orders"] += 1
            elif "stock_status" in entry and entry.get("type") not in (None, "variation"):
                store.answers[f"{API}products/{entry['id']}"] = as_json(entry)
                found = storefront.product(str(entry["id"]))
                assert (found is None) == (entry["status"] == "trash"), name
                count["products"] += 1
    assert min(count.values()) > 10, count


def test_the_recorded_fulfillments_become_parcels(shared: Path, store: Store, opened: Open) -> None:
    folder = shared / "contracts" / "woocommerce" / "rest"
    found = {
        name: json.loads(answer.body) for name, answer in recorded(folder) if name.startswith(("order_after", "ful"))
    }
    store.answers[f"{API}orders/25"] = as_json(found["order_after_fulfillment.http"])
    store.answers[f"{API}orders/25/fulfillments"] = as_json(found["fulfillments_list.http"])
    order = WooCommerceStorefront(opened(store)).order("25")
    assert order is not None
    [parcel] = order.fulfillments
    assert (parcel.tracking[0].number, parcel.tracking[0].carrier) == ("1Z999AA10123456784", "ups")
    assert parcel.shipped_at == datetime(2026, 11, 22, 2, 47, 26, tzinfo=UTC)
