"""Programs enter a shop's terms, get the texts written from them, and put them on its pages; for one shop only."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integration.store.tables import ShopRow
from tests.admin_ui.demo_page import DemoPage
from tests.api.conftest import Program
from tests.domain.outputs.vocabulary import faults

WINDOW = {"value": "30", "unit": "day", "from": "delivery"}
ENTERED: dict[str, Any] = {
    "facts": {"return.window": [WINDOW], "fee.return_shipping": [{"payer": "shop"}]},
    "choices": {"return.refund_method": ["original"]},
    "names": {"shipping.method": ["DHL"]},
}
SAID = "You can return your order within 30 days of receiving it."


def test_terms_are_entered_by_version(staff: Program, demo: DemoPage) -> None:
    assert staff.get("/terms")[1]["version"] == 0
    status, row = staff.post("/terms", ENTERED)
    assert (status, row["version"], row["by"]) == (201, 1, "the till (API)")
    assert row["terms"]["facts"]["return.window"][0]["value"] == "30"
    assert staff.post("/terms", row["terms"])[1]["version"] == 1, "the same terms are no new version"
    assert staff.post("/terms", {**ENTERED, "cutoff": "14:00"})[1]["version"] == 2
    assert [one["version"] for one in staff.get("/terms/versions")[1]["items"]] == [2, 1]
    assert staff.get("/terms", version=1)[1] == row
    assert staff.get("/terms", version=9)[0] == 404


@pytest.mark.parametrize(
    ("body", "begins"),
    [
        ({"facts": {"return.window": [{**WINDOW, "value": "many"}]}}, "return.window: "),
        ({"facts": {"return.widow": [WINDOW]}}, "return.widow: "),
        ({"facts": ["return.window"]}, "facts: "),
        ({"colour": "red"}, "colour: "),
        ({"cutoff": "25:00"}, "cutoff: "),
        ({"choices": {"return.condition": [{}]}}, "return.condition: "),
    ],
)
def test_what_cannot_be_so_is_refused_by_name(staff: Program, demo: DemoPage, body: object, begins: str) -> None:
    status, told = staff.post("/terms", body)
    assert status == 422
    assert told["error"].startswith(begins)
    assert staff.get("/terms")[1]["version"] == 0


def test_all_texts_are_written_in_the_language_asked_for(staff: Program, demo: DemoPage) -> None:
    staff.post("/terms", ENTERED)
    texts = {one["name"]: one for one in staff.get("/terms/texts", language="de")[1]["items"]}
    assert set(texts) == {"refund", "shipping", "terms", "faq", "product", "return-policy", "shipping-details"}
    assert "30 Tagen" in texts["refund"]["source"]
    assert "return.refund_time" in texts["refund"]["lacking"]
    policy = json.loads(texts["return-policy"]["source"])
    assert list(faults(policy)) == []
    assert policy["merchantReturnDays"] == 30
    assert texts["return-policy"]["media_type"] == "application/ld+json"
    assert staff.get("/terms/texts", language="xx")[0] == 400


def test_a_page_is_looked_at_and_then_put_there(staff: Program, demo: DemoPage) -> None:
    staff.post("/terms", ENTERED)
    [page] = staff.get("/terms/pages", kind="refund")[1]["items"]
    assert (page["document"], page["before"], page["differs"]) == (demo.id, demo.html, True)
    assert SAID in page["after"]
    picked = {"kind": "refund", "marks": {str(demo.id): page["mark"]}}
    stale = {"kind": "refund", "marks": {str(demo.id): "0" * 64}}
    assert staff.post("/terms/pages", stale)[0] == 409
    assert demo.stands() == demo.html
    status, told = staff.post("/terms/pages", picked)
    assert (status, [row["state"] for row in told["items"]]) == (201, ["published"])
    assert SAID in demo.stands()
    assert staff.post(f"/publications/{told['items'][0]['id']}/undo")[1]["state"] == "undone"
    assert demo.stands() == demo.html


def test_a_page_changed_meanwhile_is_not_written_over(staff: Program, demo: DemoPage) -> None:
    staff.post("/terms", ENTERED)
    [page] = staff.get("/terms/pages", kind="refund")[1]["items"]
    demo.change_by_hand("<p>Closed.</p>")
    status, told = staff.post("/terms/pages", {"kind": "refund", "marks": {str(demo.id): page["mark"]}})
    assert (status, told["items"][0]["state"], told["items"][0]["current"]) == (409, "refused", "<p>Closed.</p>")
    assert demo.stands() == "<p>Closed.</p>"


@pytest.mark.parametrize(
    "body",
    [{}, {"kind": "refund"}, {"kind": ["refund"], "marks": {"1": "x"}}, {"kind": "refund", "marks": {"99": "x"}}],
)
def test_pages_that_are_not_there_are_refused(staff: Program, demo: DemoPage, body: object) -> None:
    assert staff.post("/terms/pages", body)[0] in (400, 404)
    assert staff.get("/terms/pages", kind="product")[0] == 400


def test_another_shop_has_terms_and_pages_of_its_own(
    staff: Program, demo: DemoPage, program: Callable[[ShopRow, str], Program], other_shop: ShopRow
) -> None:
    staff.post("/terms", ENTERED)
    stranger = program(other_shop, "staff")
    assert stranger.get("/terms")[1]["version"] == 0
    assert stranger.get("/terms/versions")[1]["items"] == []
    assert stranger.get("/terms/pages", kind="refund")[1]["items"] == []
    assert stranger.post("/terms/pages", {"kind": "refund", "marks": {str(demo.id): "x"}})[0] == 404


def test_who_only_reads_enters_nothing(reader: Program, demo: DemoPage) -> None:
    assert reader.post("/terms", ENTERED)[0] == 403
    assert reader.post("/terms/pages", {"kind": "refund", "marks": {}})[0] == 403
    assert reader.get("/terms/texts")[0] == 200


def test_a_page_that_the_shop_lacks_is_looked_at_and_created(
    staff: Program, reader: Program, german: DemoPage, tmp_path: Path
) -> None:
    staff.post("/terms", ENTERED)
    [page] = staff.get("/terms/missing-pages", kind="refund")[1]["items"]
    assert (page["store"], page["language"], page["title"]) == ("console", "de", "Rückgabe und Erstattung")
    file = tmp_path / "pages" / "made-refund.de.html"
    assert reader.post("/terms/missing-pages", {"kind": "refund", "mark": page["mark"]})[0] == 403
    for wrong in ({}, {"kind": "product", "mark": page["mark"]}, {"kind": ["refund"]}):
        assert staff.post("/terms/missing-pages", wrong)[0] == 400
    for stale in ({"kind": "refund", "mark": "0" * 64}, {"kind": "refund", "mark": [1]}):
        assert staff.post("/terms/missing-pages", stale)[0] == 409
    assert not file.exists()
    status, row = staff.post("/terms/missing-pages", {"kind": "refund", "mark": page["mark"]})
    assert (status, row["state"], row["creates"]) == (201, "published", "refund")
    assert page["html"] in file.read_text(encoding="utf-8")
    assert staff.post("/terms/missing-pages", {"kind": "refund", "mark": page["mark"]})[0] == 409
    assert staff.post(f"/publications/{row['id']}/undo")[1]["state"] == "undone"
    assert not file.exists()
