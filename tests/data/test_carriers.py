"""Tracking numbers, carriers' names by platform, and what scans mean."""

import csv
import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.data.carriers import (
    CarrierList,
    carrier_in,
    carrier_slug,
    number_rules,
    platform_statuses,
    scan_meanings,
)
from integration.domain.carriers import candidates, doubted, only_carrier
from integration.domain.commerce import TrackingStatus
from integration.domain.incident_reason import IncidentReason

RULES = number_rules()


@pytest.mark.parametrize(
    ("number", "carrier"),
    [("1Z999AA10123456784", "ups"), ("1z 999 aa1 012 345 6784", "ups"), ("9400111206206406260787", "usps")],
)
def test_a_number_that_only_one_carrier_gives(number: str, carrier: str) -> None:
    assert only_carrier(number, RULES) == carrier
    assert candidates(number, RULES)[0].checked


def test_a_wrong_check_digit_is_no_number_of_the_rule() -> None:
    assert "ups" not in {one.carrier for one in candidates("1Z999AA10123456783", RULES)}


def test_twelve_digits_stay_ambiguous() -> None:
    found = {one.carrier for one in candidates("986578788855", RULES)}
    assert {"fedex", "ups"} <= found
    assert len(found) > 3
    assert only_carrier("123456789012", RULES) is None, "a check digit fits one number in ten by chance"


def test_the_shops_word_is_doubted_only_where_its_numbers_are_known() -> None:
    assert doubted("dhl-express", "1Z999AA10123456784", RULES) == ("ups",)
    assert doubted("ups", "1Z999AA10123456784", RULES) == ()
    assert doubted("a-friend-with-a-van", "1Z999AA10123456784", RULES) == ()


def test_every_rule_has_a_check_that_can_be_worked_out() -> None:
    assert len(RULES) == 115
    for rule in RULES:
        assert (rule.check == "none") or {"s", "c"} <= set(rule.pattern.groupindex), rule.service


@given(st.text(max_size=80) | st.from_regex(r"[0-9A-Z]{8,34}", fullmatch=True))
def test_any_text_has_an_answer(text: str) -> None:
    found = candidates(text, RULES)
    assert [one.rank for one in found] == sorted((one.rank for one in found), reverse=True)


def test_published_numbers_are_recognised(shared: Path) -> None:
    """Every valid number that carriers' own pages print has a candidate: no check digit of ours is wrong."""
    total = right = 0
    for file in sorted((shared / "contracts" / "carriers" / "tracking_number_data").glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        for kind in told["tracking_numbers"]:
            for number in kind.get("test_numbers", {}).get("valid", ()):
                total += 1
                right += bool(candidates(re.sub(r"\s", "", number), RULES))
    assert total > 150
    assert right == total


@pytest.mark.parametrize(
    ("wanted", "name", "country", "code"),
    [
        (CarrierList.PAYPAL_TRACKERS, "DPD", "GB", "UK_DPD"),
        (CarrierList.PAYPAL_ORDERS, "DPD", "GB", "DPD_UK"),
        (CarrierList.PAYPAL_ORDERS, "DPD", "DE", "DE_DPD_DELISTRACK"),
        (CarrierList.AFTERSHIP, "GLS", "CA", "dicom"),
        (CarrierList.AFTERSHIP, "gls", "DE", "gls"),
        (CarrierList.PAYPAL_TRACKERS, "GLS", "US", "GLS_US"),
        (CarrierList.PAYPAL_ORDERS, "A friend with a van", "", "OTHER"),
        (CarrierList.AFTERSHIP, "A friend with a van", "", ""),
        (CarrierList.AMAZON_PAY, "Royal Mail", "GB", ""),
        (CarrierList.SHOPIFY, "4px", "", "4PX"),
    ],
)
def test_what_each_platform_calls_a_carrier(wanted: CarrierList, name: str, country: str, code: str) -> None:
    assert carrier_in(wanted, name, country) == code


def test_names_in_other_scripts_are_names() -> None:
    assert carrier_slug("エコ配") not in (None, carrier_slug("名鉄運輸"))
    assert carrier_slug("") is None


def test_every_name_the_platforms_have_is_one_of_theirs(shared: Path) -> None:
    """What we would send is in the vendor's own list."""
    carriers = shared / "contracts" / "carriers"
    aftership = {one["slug"] for one in json.loads((carriers / "aftership_couriers.json").read_text())}
    with (carriers / "amazon_pay_carriers.csv").open(encoding="utf-8") as lines:
        amazon = {cell for row in csv.reader(lines) for cell in row}
    with (Path(__file__).parents[2] / "integration/data/carriers/carrier_map.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 150
    for row in rows:
        assert not row["aftership"] or row["aftership"] in aftership, row
        assert not row["amazon_pay"] or row["amazon_pay"] in amazon, row


def test_what_scans_mean() -> None:
    ups = scan_meanings("ups")
    assert ups["SR (type X, statusCode 003)"] == (TrackingStatus.IN_TRANSIT, IncidentReason.NONE)
    assert "nothing like it" not in ups
    assert ups["AC"].status is TrackingStatus.READY_FOR_PICKUP, "codes that mean the same share a row"
    assert ups["LT"] == (TrackingStatus.DELIVERY_DELAYED, IncidentReason.CARRIER_LATE), "late is not lost"
    assert ups["CM"].reason is IncidentReason.SHOP, "the seller supplies the invoice"
    assert ups["IA"].reason is IncidentReason.CONSIGNEE_ADDRESS
    assert ups["UU"].reason is None, "nobody knows: its words are left to tell"
    assert scan_meanings("nobody") == {}


@pytest.mark.parametrize("feed", ["seventeentrack", "aftership"])
def test_every_state_of_an_aggregator_has_a_meaning_of_its_own(feed: str) -> None:
    meanings, words = scan_meanings(feed), platform_statuses(feed)
    assert set(words) <= set(meanings), "its main states too, for a scan without a finer one"
    assert meanings["Exception_001" if feed == "aftership" else "Exception_Other"].reason is None
    held = {name for name, meaning in meanings.items() if meaning.reason is IncidentReason.CUSTOMS}
    assert len(held) == 2, held


def test_what_platforms_call_a_state() -> None:
    assert platform_statuses("paypal")["DELIVERED"] is TrackingStatus.DELIVERED
    assert platform_statuses("paypal")["IN_TRANSIT"] is TrackingStatus.IN_TRANSIT
    assert platform_statuses("aftership")["OutForDelivery"] is TrackingStatus.OUT_FOR_DELIVERY
    assert platform_statuses("seventeentrack")["DeliveryFailure"] is TrackingStatus.DELIVERY_FAILED
    assert platform_statuses("shopify")["ATTEMPTED_DELIVERY"] is TrackingStatus.DELIVERY_FAILED


def test_no_published_number_is_doubted_under_its_own_carriers_name(shared: Path) -> None:
    named = 0
    for file in sorted((shared / "contracts" / "carriers" / "tracking_number_data").glob("*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        carrier = carrier_slug(told["name"])
        for kind in told["tracking_numbers"] if carrier else ():
            for number in kind.get("test_numbers", {}).get("valid", ()):
                named += 1
                assert not doubted(carrier or "", number, RULES), (carrier, number)
    assert named > 100


def test_every_word_of_shopifys_for_a_scan_has_a_meaning(shared: Path) -> None:
    """Against https://shopify.dev/docs/api/admin-graphql/latest/enums/FulfillmentEventStatus."""
    with gzip.open(shared / "contracts" / "shopify" / "admin-2026-10.graphql.gz", "rt", encoding="utf-8") as lines:
        schema = lines.read()
    listed = re.search(r"^enum FulfillmentEventStatus \{(.*?)^\}", schema, re.MULTILINE | re.DOTALL)
    assert listed
    words = re.findall(r"^  ([A-Z_]+)$", listed[1], re.MULTILINE)
    assert len(words) > 8
    assert set(words) == set(platform_statuses("shopify"))


def test_a_platform_without_words_of_its_own_has_no_table() -> None:
    assert platform_statuses("woocommerce") == {}
