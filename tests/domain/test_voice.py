import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.voice import INK, Voice, contrast, read_voice

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_contrast_is_that_of_wcag():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOURS)
def test_what_stands_on_a_colour_can_be_read(colour):
    assert contrast(colour, Voice(colour=colour).on_colour) >= 3.5


def test_what_was_chosen_is_read():
    given = {"name": "Jo", "signature": "Jo\nWren", "colour": "#1F4F9C", "reply_to": "jo@wren.example"}
    assert read_voice({"notices": given}) == Voice("Jo", "Jo\nWren", "#1f4f9c", "jo@wren.example")
    assert read_voice({}) == Voice(colour=INK)


@pytest.mark.parametrize(
    "bad",
    [{"colour": "red"}, {"colour": '#fff" onload="x'}, {"reply_to": "a@b"}, {"reply_to": "a@b.example, c@d.example"},
     {"name": "Jo\r\nBcc: x"}, {"name": "J" * 81}, {"reason": "a\nb"}],
)  # fmt: skip
def test_what_cannot_be_used_is_named(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        read_voice({"notices": bad})
