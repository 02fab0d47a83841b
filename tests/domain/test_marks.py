"""Marks in a text: no character lost or doubled, the loudest mark on top, each note at the end of its quote."""

from hypothesis import given
from hypothesis import strategies as st

from integration.domain.document import Block
from integration.domain.marks import LOUDEST_FIRST, Mark, Run, runs

TEXT = "Return it within thirty days of arrival."
PLACES = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40), st.sampled_from(LOUDEST_FIRST)), max_size=8)


def test_where_two_quotes_overlap_the_louder_shows() -> None:
    marks = [Mark(1, 0, 9, "present"), Mark(2, 7, 16, "placeholder")]
    assert runs(TEXT, Block(0, 20), marks) == [
        Run("Return ", "present"), Run("it", "placeholder", (1,)), Run(" within", "placeholder", (2,)), Run(" thi"),
    ]  # fmt: skip


def test_a_quote_that_ends_in_another_block_has_no_note_in_this_one() -> None:
    mark = Mark(1, 0, 40, "vague")
    assert runs(TEXT, Block(10, 16), [mark]) == [Run("within", "vague")]
    assert runs(TEXT, Block(17, 40), [mark]) == [Run("thirty days of arrival.", "vague", (1,))]


@given(PLACES, st.integers(0, 20), st.integers(21, 40))
def test_every_character_stands_once_and_every_note_once(
    places: list[tuple[int, int, str]], first: int, last: int
) -> None:
    marks = [
        Mark(n, start, min(start + size, 40), state) for n, (start, size, state) in enumerate(places) if start < 40
    ]
    cut = [run for block in (Block(0, first), Block(first, last), Block(last, 40)) for run in runs(TEXT, block, marks)]
    assert "".join(run.text for run in cut) == TEXT
    assert sorted(number for run in cut for number in run.ends) == [mark.number for mark in marks]
