"""A shop's own programs read what its texts say, put words into them and take them back; each for one shop only."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlmodel import select

from integration.api.blueprint import MOST_A_MINUTE
from integration.auth.tokens import make_token
from integration.domain.commerce import Policy, PolicyKind
from integration.domain.consistency import Contradiction, Side
from integration.store import activity, tokens
from integration.store.catalogue import save_policy
from integration.store.contradictions import Compared, save_comparison
from integration.store.session import read, write
from integration.store.tables import ShopRow, TokenRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.demo_page import GAP, DemoPage
from tests.admin_ui.full_shop import add_order
from tests.api.conftest import Program

LOREM = "Lorem ipsum dolor sit amet, consectetur elit. Lorem ipsum dolor sit amet. Lorem ipsum dolor sit amet."
SAID = "We refund you within 6 days of receiving your return."


def test_routes_and_description_are_one(app: Flask, staff: Program) -> None:
    served = {
        (method, re.sub(r"<int:(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule != "/api/v1/openapi.json"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    paths = staff.described["paths"]
    assert served == {(method.upper(), path) for path, operations in paths.items() for method in operations}
    names = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert len(set(names)) == len(names)
    named = set(re.findall(r"#/components/schemas/(\w+)", str(staff.described)))
    assert named == set(staff.described["components"]["schemas"])


def test_what_the_texts_say_is_read(staff: Program, demo: DemoPage) -> None:
    status, listed = staff.get("/documents")
    assert (status, [one["id"] for one in listed["items"]], listed["reading"]) == (
        200, [demo.id], {"done": 1, "of": 1},
    )  # fmt: skip
    assert listed["items"][0]["counts"] == {"present": 7, "vague": 1, "placeholder": 0, "missing": 2}
    assert 0 < listed["items"][0]["score"] < 100
    assert staff.get("/documents", kind="product")[1]["items"] == []
    _, whole = staff.get(f"/documents/{demo.id}")
    assert whole["html"] == demo.html
    assert whole["proposals"][GAP]["questions"] == ["how many?"]
    for one in whole["findings"]:
        assert one["quote"] in whole["text"]
    _, found = staff.get("/findings", state="vague", document=demo.id)
    assert [one["code"] for one in found["items"]] == ["fee.return_shipping"]


def test_what_is_asked_where_the_shop_sells_is_told(reader: Program, demo: DemoPage) -> None:
    _, asked = reader.get("/asked")
    form = next(one for one in asked["items"] if one["code"] == "return.model_form")
    assert (form["state"], form["severity"]) == ("missing", "must")
    assert {one["state"] for one in asked["items"]} >= {"missing", "unread"}


def test_the_shop_as_a_whole_and_over_time(staff: Program, demo: DemoPage) -> None:
    _, before = staff.get("/summary")
    assert (before["answers"][GAP], before["changes"]) == ("missing", [])
    words = {"texts": {GAP: "We refund you within 6 days of receiving your return."}, "version": 1}
    assert staff.post(f"/documents/{demo.id}/publications", words)[0] == 201
    _, after = staff.get("/summary")
    assert (after["answers"][GAP], after["changes"]) == (
        "present", [{"document": demo.id, "code": GAP, "change": "fixed"}],
    )  # fmt: skip
    assert after["score"] > before["score"]
    reached = sum(line["weight"] * line["part"] for line in after["counted"])
    assert after["score"] == int(100 * reached / sum(line["weight"] for line in after["counted"]))
    newest, oldest = staff.get(f"/documents/{demo.id}/history")[1]["items"]
    assert newest["score"] > oldest["score"]
    assert newest["still"] == ["fee.return_shipping", "return.damaged"], "as the screen says it"


def test_findings_come_in_pages(staff: Program, demo: DemoPage) -> None:
    _, everything = staff.get("/findings")
    codes, before = [], None
    while True:
        _, page = staff.get("/findings", limit=10, **({"before": before} if before else {}))
        codes += [one["code"] for one in page["items"]]
        if (before := page["before"]) is None:
            break
    assert codes == [one["code"] for one in everything["items"]]


def test_words_are_read_again_published_and_put_back(context: Context, staff: Program, demo: DemoPage) -> None:
    words = {"texts": {GAP: SAID}}
    assert staff.post(f"/documents/{demo.id}/reading", words)[1]["states"] == {GAP: "present"}
    assert demo.stands() == demo.html
    status, row = staff.post(f"/documents/{demo.id}/publications", {**words, "version": 1})
    assert (status, row["state"], row["by"]) == (201, "published", "the till (API)")
    assert SAID in demo.stands()
    _, past = staff.get(f"/documents/{demo.id}/history")
    assert [one["fixed"] for one in past["items"]] == [[GAP], []]
    status, row = staff.post(f"/publications/{row['id']}/undo")
    assert (status, row["state"]) == (200, "undone")
    assert demo.stands() == demo.html
    assert staff.post(f"/publications/{row['id']}/undo") == (200, row), "twice is once"
    assert staff.get("/publications")[1]["items"] == [staff.get(f"/publications/{row['id']}")[1]]
    with read(context.engine) as session:
        said = [(line.act, line.actor) for line in activity.activity(session, demo.shop_id)]
    assert said[:2] == [("text put back", "the till (API)"), ("text published", "the till (API)")]


def test_words_are_taken_for_all_that_words_are_proposed_for(staff: Program, demo: DemoPage) -> None:
    proposed = staff.get(f"/documents/{demo.id}")[1]["proposals"]
    assert {GAP, "return.model_form"} <= set(proposed)
    texts = {code: re.sub(r"\[.*?\]", "6", one["text"]) for code, one in proposed.items()}
    status, read_again = staff.post(f"/documents/{demo.id}/reading", {"texts": texts})
    assert (status, set(read_again["states"])) == (200, set(texts))
    status, _ = staff.post(f"/documents/{demo.id}/reading", {"texts": {"product.manufacturer": "Wren, Bern."}})
    assert status == 400
    aside = {"code": "return.model_form", "reason": "We sell to firms."}
    assert staff.post(f"/documents/{demo.id}/set-aside", aside)[0] == 201


def a_page(context: Context, demo: DemoPage, html: str) -> int:
    """One more returns page of the same shop, read."""
    with write(context.engine) as session:
        row = save_policy(session, demo.shop_id, Policy("9", PolicyKind.REFUND, "Returns", html, "en"), context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    return document_id


def test_words_that_take_from_the_page_what_it_said_are_refused(
    context: Context, staff: Program, demo: DemoPage
) -> None:
    page = a_page(context, demo, "<p>You can return your order within 14 days of delivery.</p>")
    words = {"texts": {GAP: f"{SAID} {LOREM}"}}
    _, again = staff.post(f"/documents/{page}/reading", words)
    assert again["unsaid"] == ["return.window"]
    status, told = staff.post(f"/documents/{page}/publications", {**words, "version": 1})
    assert (status, told["unsaid"]) == (422, ["return.window"])


def test_a_page_that_states_nothing_is_offered_no_words(context: Context, staff: Program, demo: DemoPage) -> None:
    sample = a_page(context, demo, f"<p>{LOREM}</p>")
    _, whole = staff.get(f"/documents/{sample}")
    assert (whole["states_nothing"], whole["proposals"]) == ("sample", {})
    assert staff.get(f"/documents/{demo.id}")[1]["states_nothing"] == ""


def test_what_is_not_fit_to_be_published_is_refused(staff: Program, demo: DemoPage) -> None:
    place = f"/documents/{demo.id}/publications"
    status, told = staff.post(place, {"texts": {GAP: "We refund within [how many?] days."}, "version": 1})
    assert (status, told["questions"]) == (422, {GAP: ["how many?"]})
    vague = {"texts": {GAP: "Refunds take some time."}, "version": 1}
    status, told = staff.post(place, vague)
    assert status == 422
    assert told["states"][GAP] != "present"
    assert staff.post(place, {"texts": {GAP: SAID}, "version": 7})[0] == 409
    assert staff.post(place, {"texts": {GAP: SAID}})[0] == 409
    assert demo.stands() == demo.html
    assert staff.post(place, {**vague, "as_is": True})[0] == 201


def test_a_page_changed_meanwhile_is_refused_with_what_stands_there(staff: Program, demo: DemoPage) -> None:
    theirs = demo.html + "<p>Closed in August.</p>"
    demo.change_by_hand(theirs)
    status, row = staff.post(f"/documents/{demo.id}/publications", {"texts": {GAP: SAID}, "version": 1})
    assert (status, row["state"], row["current"]) == (409, "refused", theirs)
    assert demo.stands() == theirs


def test_a_detail_is_set_aside_and_taken_up_again(staff: Program, demo: DemoPage) -> None:
    place, given = f"/documents/{demo.id}", {"code": GAP, "reason": "We refund at the counter."}
    assert staff.post(f"{place}/set-aside", given)[0] == 201
    assert staff.get("/documents")[1]["items"][0]["counts"]["missing"] == 1
    assert staff.get("/set-asides")[1]["items"][0]["reason"] == "We refund at the counter."
    found = {one["code"]: one["set_aside"] for one in staff.get("/findings")[1]["items"]}
    assert [code for code, aside in found.items() if aside] == [GAP]
    assert staff.post(f"{place}/take-up", {"code": GAP, "everywhere": True})[0] == 404
    assert staff.post(f"{place}/take-up", {"code": GAP})[0] == 200
    assert staff.get("/set-asides")[1]["items"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/documents", {"kind": "page"}), ("/documents", {"before": "x"}), ("/documents", {"limit": "-1"}),
        ("/findings", {"state": "lost"}), ("/findings", {"document": "9" * 30}),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_gets_one_plain_sentence(
    staff: Program, demo: DemoPage, path: str, query: dict[str, str]
) -> None:
    assert staff.get(path, **query)[0] == 400


@pytest.mark.parametrize(
    "body",
    [[], {}, {"texts": {}}, {"texts": {"no.such": "x"}}, {"texts": {GAP: 7}}, {"texts": {GAP: " "}},
     {"texts": {GAP: "x" * 5001}}, {"texts": {GAP: "a\0b"}}],
)  # fmt: skip
def test_a_body_that_cannot_be_read_changes_nothing(staff: Program, demo: DemoPage, body: object) -> None:
    assert staff.post(f"/documents/{demo.id}/publications", body)[0] == 400
    assert demo.publications() == []


def test_a_token_that_only_reads_only_reads(reader: Program, demo: DemoPage) -> None:
    assert reader.get("/documents")[0] == 200
    assert reader.post(f"/documents/{demo.id}/reading", {"texts": {GAP: SAID}})[0] == 200
    for path, body in (
        (f"/documents/{demo.id}/publications", {"texts": {GAP: SAID}, "version": 1}),
        (f"/documents/{demo.id}/set-aside", {"code": GAP, "reason": "No."}),
        (f"/documents/{demo.id}/take-up", {"code": GAP}),
        ("/publications/1/undo", {}),
    ):
        assert reader.post(path, body)[0] == 403
    assert demo.stands() == demo.html


def test_another_shop_sees_and_changes_nothing_of_ours(
    program: Callable[[ShopRow, str], Program], other_shop: ShopRow, staff: Program, demo: DemoPage
) -> None:
    _, row = staff.post(f"/documents/{demo.id}/publications", {"texts": {GAP: SAID}, "version": 1})
    stranger = program(other_shop, "staff")
    for path in ("/documents", "/findings", "/publications", "/set-asides"):
        assert stranger.get(path)[1]["items"] == []
    for path in (f"/documents/{demo.id}", f"/documents/{demo.id}/history", f"/publications/{row['id']}"):
        assert stranger.get(path)[0] == 404
    for path, body in (
        (f"/documents/{demo.id}/reading", {"texts": {GAP: SAID}}),
        (f"/documents/{demo.id}/publications", {"texts": {GAP: SAID}, "version": 2}),
        (f"/documents/{demo.id}/set-aside", {"code": GAP, "reason": "No."}),
        (f"/publications/{row['id']}/undo", {}),
    ):
        assert stranger.post(path, body)[0] == 404
    assert SAID in demo.stands()


def test_a_number_too_great_to_be_one_is_refused(staff: Program, demo: DemoPage) -> None:
    assert staff.get(f"/documents/{10**30}")[0] in (400, 404)
    assert staff.get(f"/publications/{10**30}")[0] in (400, 404)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer forthright_nothing", "Basic Zm9vOmJhcg==", "forthright_x"])
def test_without_a_token_nothing_is_told(app: Flask, demo: DemoPage, header: str) -> None:
    answer = app.test_client().get("/api/v1/documents", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "forthright token" in answer.json["error"]


def test_every_address_asks_for_a_token(app: Flask) -> None:
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert len(rules) >= 13
    for rule in rules:
        if rule.endpoint != "api.openapi":
            path = re.sub(r"<int:\w+>", "1", rule.rule)
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            assert client.open(path, method=method).status_code == 401, rule


def test_where_texts_disagree_is_told_with_both_sides(context: Context, staff: Program, demo: DemoPage) -> None:
    sides = (Side(str(demo.id), "within 30 days", says="30 days"), Side(setting="contact.email", says="a@b.example"))
    noted = Compared("f", 1, 1, 1, context.clock())
    with write(context.engine) as session:
        found = [Contradiction("return.window", sides, "two windows", "return.window")]
        save_comparison(session, demo.shop_id, found, noted, context.clock())
        session.commit()
    [one] = staff.get("/contradictions")[1]["items"]
    assert [side["document"] or side["settings"] for side in one["sides"]] == [demo.id, "contact.email"]
    place = f"/contradictions/{one['id']}"
    assert staff.post(f"{place}/settle", {"reason": " "})[0] == 400
    assert staff.post(f"{place}/settle", {"reason": "The second is for gifts."})[0] == 200
    assert staff.post(f"{place}/settle", {"reason": "Again."})[0] == 404
    assert staff.get("/contradictions")[1]["items"] == []
    [settled] = staff.get("/contradictions", state="settled")[1]["items"]
    assert (settled["settled_reason"], settled["settled_by"]) == ("The second is for gifts.", "the till (API)")
    assert staff.post(f"{place}/reopen")[0] == 200
    assert staff.post(f"{place}/reopen")[0] == 404
    assert staff.get("/contradictions")[1]["items"] == [one]


def test_a_session_of_a_browser_opens_no_api(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/api/v1/documents").status_code == 401
    assert client.post("/api/v1/publications/1/undo").status_code == 401


def test_a_revoked_token_opens_nothing_and_none_is_kept_in_clear(
    app: Flask, context: Context, shop: ShopRow, other_shop: ShopRow
) -> None:
    made = make_token(context, shop.id or 0, "the till", "reader")
    asks = Program(app, made)
    assert asks.get("/documents")[0] == 200
    with write(context.engine) as session:
        [row] = session.exec(select(TokenRow)).all()
        assert row.last_used_at is not None
        assert made not in str(row.model_dump())
        assert not tokens.revoke(session, other_shop.id or 0, row.id or 0, context.clock())
        assert tokens.revoke(session, shop.id or 0, row.id or 0, context.clock())
        session.commit()
    assert asks.get("/documents")[0] == 401


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_program_in_a_loop_is_slowed_down(staff: Program) -> None:
    answers = [staff.get("/set-asides")[0] for _ in range(MOST_A_MINUTE + 1)]
    assert answers[-2:] == [200, 429]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "nothing", 404), ("GET", "documents/-1", 404),
    ("GET", "documents/x", 404), ("PATCH", "summary", 405), ("GET", "", 404)])  # fmt: skip
@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json"])
def test_a_mistake_is_told_in_json_whatever_was_asked_for(
    app: Flask, method: str, path: str, status: int, accept: str
) -> None:
    answer = app.test_client().open(f"/api/v1/{path}", method=method, headers={"Accept": accept})
    assert answer.status_code == status
    assert "openapi.json" in answer.json["error"]


def test_a_crash_is_told_in_json(app: Flask, staff: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_path: object) -> None:
        raise RuntimeError("hunter2")

    monkeypatch.setitem(app.view_functions, "api.get summary", crash)
    status, told = staff.get("/summary")
    assert status == 500
    assert "written in the log" in told["error"]
    assert "hunter2" not in told["error"]


def test_destinations_of_which_no_page_speaks_are_told(
    context: Context, reader: Program, demo: DemoPage, shop: ShopRow
) -> None:
    assert reader.get("/destinations")[1] == {"items": []}
    page = Policy("s", PolicyKind.SHIPPING, "Shipping", "<p>Delivery to Germany takes 3 days.</p>", "en")
    with write(context.engine) as session:
        row = save_policy(session, shop.id or 0, page, context.clock())
        add_order(session, shop.id or 0, "1", "Ann", context.clock(), country="CH")
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    items = reader.get("/destinations")[1]["items"]
    told = {"country": "CH", "orders": 1, "complaints": 0, "of": 1, "denied": False}
    assert {"code": "shipping.delivery_time", **told} in items
