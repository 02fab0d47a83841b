"""One record, the pages in every language: the auditor finds in them all that they were to say, and no question."""

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import PRODUCT_CODES
from integration.domain.document import read_html
from integration.domain.outputs import PAGES, answers, faq, policy_page, snippet
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms
from integration.domain.wording import CASES, law
from integration.languages import lexicons
from integration.languages.wording import wording
from tests.domain.wording.known import SHOPS
from tests.domain.wording.test_exam import LANGUAGES

CODES = [code for sections in PAGES.values() for codes in sections for code in codes]


def present(html: str, tag: str, kind: str = "policy") -> set[str]:
    document = read_html(html, id="page", kind="product" if kind == "product" else "policy", language=tag[:2])
    return set(audit(document, lexicons()).codes("present"))


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_says_what_is_known(kind: str, tag: str) -> None:
    page = policy_page(kind, SHOPS["much"], wording(tag))
    wanted = {code for codes in PAGES[kind] for code in codes} - set(page.lacking)
    assert wanted <= present(page.html, tag)
    assert "[" not in page.html


@pytest.mark.parametrize("tag", LANGUAGES)
def test_questions_have_answers(tag: str) -> None:
    known = answers(SHOPS["much"], wording(tag))
    page = faq(SHOPS["much"], wording(tag))
    assert {answer.code for answer in known} | set(page.lacking) == set(CODES)
    assert all(answer.question.rstrip()[-1] in "?？。" for answer in known)
    said = present(page.html, tag)
    assert len({answer.code for answer in known} - said) <= 1, {answer.code for answer in known} - said


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_product_says_delivery_and_returns_in_two_lines(tag: str) -> None:
    lines = snippet(SHOPS["much"], wording(tag))
    assert lines.html.count("<p>") == 2
    assert {"product.delivery", "product.returns"} <= present(lines.html, tag, "product")


def test_what_is_not_known_is_left_out_and_named() -> None:
    nothing = Terms(ShopSettings())
    for kind, sections in PAGES.items():
        page = policy_page(kind, nothing, wording("en"))
        assert page.html == ""
        assert set(page.lacking) == {code for codes in sections for code in codes}
    assert snippet(nothing, wording("en")).lacking == ("product.delivery", "product.returns")
    assert faq(nothing, wording("en")).html == ""


def test_every_policy_code_stands_on_one_page() -> None:
    assert sorted(CODES) == sorted(set(CODES))
    assert set(CASES) - set(law.DETAILS) == {*CODES, *PRODUCT_CODES}
