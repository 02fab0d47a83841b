"""The JSON lines contract."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.audit import audit
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.domain.audit.record import read_record, result
from integration.languages import lexicons

KEYS = {"id", "kind", "language", "present", "vague", "placeholder", "extra", "evidence", "facts"}


def answer(row: dict[str, object]) -> dict[str, object]:
    document = read_record(row)
    return result(document, audit(document, lexicons()), with_text="html" in row)


def test_an_answer_has_every_key_and_disjoint_sorted_codes():
    row = answer({"id": "a", "text": "Returns within 30 days. Shipping is calculated at checkout. Mail [address]."})
    assert set(row) == KEYS
    present, vague, placeholder = row["present"], row["vague"], row["placeholder"]
    assert all(codes == sorted(codes) for codes in (present, vague, placeholder))
    everything = [*present, *vague, *placeholder]
    assert len(everything) == len(set(everything))
    assert set(everything) <= set(POLICY_CODES)
    assert json.loads(json.dumps(row)) == row


def test_a_fact_has_decimals_as_strings():
    row = answer({"id": "a", "text": "Delivery takes 3–5 working days."})
    assert row["facts"]["shipping.delivery_time"] == [
        {
            "value": None, "min": "3", "max": "5", "unit": "business_day", "from": None, "payer": None,
            "places": [], "condition": None, "negated": False,
        }
    ]  # fmt: skip


def test_only_product_makes_a_product():
    assert set(answer({"id": "a", "text": "Mug, €4.", "doc_type": "product"})["present"]) <= set(PRODUCT_CODES)
    assert answer({"id": "a", "text": "Mug, €4.", "doc_type": "article"})["kind"] == "policy"


def test_html_is_answered_with_the_text_its_quotes_stand_in():
    row = answer({"id": "a", "html": "<p>Returns within <b>30&nbsp;days</b></p>"})
    assert set(row) == KEYS | {"text"}
    assert row["evidence"]["return.window"] in row["text"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ([], "not a JSON object"),
        ({"text": "x"}, "`id`"),
        ({"id": "", "text": "x"}, "`id`"),
        ({"id": 3, "text": "x"}, "`id`"),
        ({"id": "a"}, "exactly one"),
        ({"id": "a", "text": "x", "html": "x"}, "exactly one"),
        ({"id": "a", "text": None}, "`text`"),
        ({"id": "a", "text": "x", "language": 5}, "`language`"),
        ({"id": "a", "text": "x", "doc_type": []}, "`doc_type`"),
    ],
)
def test_a_bad_object_is_refused_with_a_reason(row: object, why: str):
    with pytest.raises(ValueError, match=why):
        read_record(row)


WORDS = st.sampled_from(
    (
        *("returns", "within", "30", "days", "[14 days]", "XX", "€", "4,95", "refund", "not", ".", "?", ":", "\n", "•"),
        *("livraison", "七天", "退货", "無料", "Versand", "@", "+49 30 1234567", "support@website.com", "2–5", "日"),
        *("{x}", "<b>", "½", "İ", "ﷺ", "\u0301", "\x00", "\ufeff", "🏖"),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS | st.text(max_size=5), max_size=40), st.sampled_from(["policy", "product"]), st.booleans())
def test_any_text_is_answered_with_quotes_that_stand_in_it(words: list[str], doc_type: str, spaced: bool):
    text = (" " if spaced else "").join(words)
    row = answer({"id": "a", "text": text, "doc_type": doc_type})
    assert all(quote in text for quote in row["evidence"].values())
    assert set(row["present"]) <= set(row["evidence"])
