import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.own_letter import PLACES, Fault, Objection, OwnLetter, filled, objections, read_own_letters

GOOD = OwnLetter("Late: {order}", "We promised {promised}.\n\nNow {when}.\n\nSorry, {customer_name}.")


def test_good_words_are_not_objected_to():
    assert objections(GOOD, ["discount"]) == []


@pytest.mark.parametrize(
    ("own", "fault", "words"),
    [
        (OwnLetter("", "x"), Fault.EMPTY, "subject"),
        (OwnLetter("x", " \n"), Fault.EMPTY, "body"),
        (OwnLetter("x", "y" * 4001), Fault.TOO_LONG, "body"),
        (OwnLetter("x", "{price}"), Fault.UNKNOWN_PLACE, "price"),
        (OwnLetter("x", "{order.__class__}"), Fault.UNKNOWN_PLACE, "order.__class__"),
        (OwnLetter("x", "A Discount for you"), Fault.PROMOTION, "discount"),
        (OwnLetter("x\r\nBcc: y", "z"), Fault.LINE_BREAK, "subject"),
    ],
)
def test_what_may_not_stand_in_it_is_named(own, fault, words):
    assert Objection(fault, words) in objections(own, ["discount"])


def test_a_paragraph_whose_fact_is_not_known_is_left_out():
    known = {"order": "your order 7", "promised": "Friday", "when": "", "customer_name": "{promised}"}
    assert filled(GOOD, known) == ("Late: your order 7", ["We promised Friday.", "Sorry, {promised}."])
    assert filled(GOOD, {"order": "your order"}) is None
    assert filled(GOOD, {"promised": "Friday"}) is None


@given(st.text(), st.text(), st.dictionaries(st.sampled_from(sorted(PLACES)), st.text()))
def test_whatever_was_typed_fills_or_is_left_to_us(subject, body, known):
    own = OwnLetter(subject, body)
    if not objections(own, ()):
        found = filled(own, known)
        assert found is None or (all(found[1]) or known)


def test_what_is_no_letter_is_passed_over():
    kept = {"letters": {"en:second_delay": {"subject": "a", "body": "b"}, "en:x": 3, "de:second_delay": {"body": "b"}}}
    assert read_own_letters(kept) == {("en", "second_delay"): OwnLetter("a", "b")}
    assert read_own_letters({}) == {}
