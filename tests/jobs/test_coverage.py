"""What pages say together: the best of a language's pages, the worst of the languages."""

from dataclasses import replace
from datetime import UTC, datetime

from admin_ui.columns import KINDS
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.domain.expected import expected
from integration.store.content_list import ReadDocument
from integration.store.tables import AuditRow, DocumentRow, FindingRow, SetAsideRow
from jobs.coverage import statement, statements

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WINDOW, HOURS = "return.window", "contact.hours"


def page(kind: str, language: str, states: dict[str, str], number: int = 1) -> ReadDocument:
    document = DocumentRow(
        id=number, shop_id=1, kind="policy", policy_kind=kind, vendor_id=str(number), title=kind, language=language,
        content_hash="", updated_at=NOW,
    )  # fmt: skip
    audit = AuditRow(
        shop_id=1, document_id=number, version=1, content_hash="", rules_version="", language=language, read_at=NOW
    )
    findings = {
        code: FindingRow(shop_id=1, audit_id=1, document_id=number, code=code, state=state, quote=f"{kind} {language}")
        for code, state in states.items()
    }
    return ReadDocument(document, audit, {code: one.state for code, one in findings.items()}, findings)


def test_pages_of_one_language_complete_each_other() -> None:
    said = statement([page("refund", "en", {WINDOW: "missing"}), page("faq", "en", {WINDOW: "present"})], WINDOW)
    assert (said.state, said.quote, said.lacking) == ("present", "faq en", ())


def test_what_one_language_lacks_the_other_does_not_make_good() -> None:
    said = statement([page("refund", "en", {WINDOW: "present"}), page("refund", "fr", {WINDOW: "missing"})], WINDOW)
    assert (said.state, said.quote, said.lacking) == ("missing", "refund en", ("fr",))


def test_a_language_without_the_page_for_it_lacks_nothing() -> None:
    said = statement([page("refund", "en", {WINDOW: "present"}), page("shipping", "de", {WINDOW: "missing"})], WINDOW)
    assert (said.state, said.lacking) == ("present", ())


def test_of_two_languages_the_vaguer_counts() -> None:
    said = statement([page("refund", "en", {WINDOW: "present"}), page("refund", "fr", {WINDOW: "vague"})], WINDOW)
    assert (said.state, said.quote) == ("vague", "refund en")


def test_a_detail_without_a_place_says_so() -> None:
    said = statement([page("refund", "en", {HOURS: "missing"})], HOURS)
    assert (said.state, said.placed, said.page) == ("missing", False, None)
    assert statement([], HOURS).state == "missing"


def test_an_unread_page_says_nothing_yet() -> None:
    unread = ReadDocument(page("refund", "en", {}).document, None)
    assert statement([unread], WINDOW).state == "missing"


def test_every_detail_has_a_page_where_a_buyer_looks() -> None:
    assert frozenset().union(*(expected("policy", kind) for kind in KINDS)) == frozenset(POLICY_CODES)
    assert [one.code for one in statements([])] == list(POLICY_CODES)


def test_a_product_is_expected_to_say_all_of_its_details() -> None:
    product = page("", "en", {})
    product.document.kind = "product"
    assert product.expected == frozenset(PRODUCT_CODES)


def test_a_detail_set_aside_where_it_belongs_is_not_counted() -> None:
    refund, faq = page("refund", "en", {WINDOW: "missing"}), page("faq", "en", {WINDOW: "missing"}, 2)
    row = SetAsideRow(shop_id=1, document_id=1, code=WINDOW, reason="We take nothing back.", by="ann", at=NOW)
    without = replace(refund, aside={WINDOW: row})
    assert statements([refund, faq], [WINDOW])
    assert statements([without, faq], [WINDOW]) == []
    told = page("faq", "en", {WINDOW: "vague"}, 2)
    [said] = statements([without, told], [WINDOW])
    assert said.state == "vague", "what another page says of it still counts"
    assert WINDOW not in without.expected


def test_gaps_are_what_is_expected_and_what_is_only_spoken_of() -> None:
    codes = expected("policy", "refund")
    found = page("refund", "en", {**dict.fromkeys(codes, "present"), WINDOW: "missing", HOURS: "vague"})
    assert HOURS not in codes
    assert found.gaps == [WINDOW, HOURS]
    aside = SetAsideRow(shop_id=1, code=HOURS, reason="", by="", at=NOW)
    assert replace(found, aside={HOURS: aside}).gaps == [WINDOW]
