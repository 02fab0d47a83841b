"""The proof sheet: every character of the text once, marks where the quotes are, notes in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_ui.marks import Line, proof
from integration.domain.document import Block
from integration.store.tables import FindingRow


def finding(code: str, start: int, end: int, state: str = "present") -> FindingRow:
    return FindingRow(
        shop_id=1, audit_id=1, document_id=1, code=code, state=state, quote="q", text_start=start, text_end=end
    )


def marked(line: Line) -> list[tuple[str, str]]:
    return [(segment.text, segment.state) for segment in line.segments]


def test_a_quote_is_marked_in_place() -> None:
    text = "Free returns. 30 days."
    (line,) = proof(text, [Block(0, len(text))], {"a": finding("a", 14, 21)})
    assert marked(line) == [("Free returns. ", ""), ("30 days", "present"), (".", "")]
    assert [segment.ends for segment in line.segments] == [(), (1,), ()]


def test_where_quotes_overlap_the_louder_mark_shows_and_both_notes_stand() -> None:
    findings = {"a": finding("a", 0, 10), "b": finding("b", 5, 15, "vague")}
    (line,) = proof("0123456789abcdefgh", [Block(0, 18)], findings)
    assert marked(line) == [("01234", "present"), ("56789", "vague"), ("abcde", "vague"), ("fgh", "")]
    assert [note.finding.code for note in line.notes] == ["a", "b"]


def test_a_quote_over_two_lines_is_marked_in_both_and_noted_where_it_ends() -> None:
    lines = proof("one\ntwo", [Block(0, 3), Block(4, 7)], {"a": finding("a", 0, 7)})
    assert [marked(line) for line in lines] == [[("one", "present")], [("two", "present")]]
    assert [len(line.notes) for line in lines] == [0, 1]


@pytest.mark.parametrize(("start", "end"), [(5, 3), (0, 99), (2, 2)])
def test_a_place_outside_of_the_text_marks_nothing(start: int, end: int) -> None:
    (line,) = proof("words", [Block(0, 5)], {"a": finding("a", start, end)})
    assert marked(line) == [("words", "")]


def test_a_text_without_blocks_is_set_line_by_line() -> None:
    lines = proof("one\n\n  two", [], {})
    assert ["".join(segment.text for segment in line.segments) for line in lines] == ["one", "  two"]


def test_headings_and_items_stay_what_they_are() -> None:
    heading, item = proof("Title\nthing", [Block(0, 5, "heading", 2), Block(6, 11, "item")], {})
    assert (heading.kind, heading.level, item.kind) == ("heading", 2, "item")


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["present", "vague"])), max_size=8))
def test_no_character_is_lost_or_doubled(places: list[tuple[int, int, str]]) -> None:
    text = "Return it within thirty days of arrival."
    findings = {str(n): finding(str(n), start, end, state) for n, (start, end, state) in enumerate(places)}
    (line,) = proof(text, [Block(0, len(text))], findings)
    assert "".join(segment.text for segment in line.segments) == text
    ends = [number for segment in line.segments for number in segment.ends]
    assert sorted(ends) == [note.number for note in line.notes] == list(range(1, len(ends) + 1))
