"""What a text message weighs, against the figures of 3GPP TS 23.038 and the networks' own practice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.segments import lightened, weigh


@pytest.mark.parametrize(
    ("text", "segments", "units", "encoding"),
    [
        ("", 1, 0, "GSM-7"),
        ("a" * 160, 1, 160, "GSM-7"),
        ("a" * 161, 2, 161, "GSM-7"),
        ("a" * 306, 2, 306, "GSM-7"),
        ("a" * 307, 3, 307, "GSM-7"),
        ("€" * 80, 1, 160, "GSM-7"),
        ("a" * 152 + "€" + "a" * 152, 3, 306, "GSM-7"),
        ("äöüß@£¥éùìòÇ", 1, 12, "GSM-7"),
        ("ç" * 70, 1, 70, "UCS-2"),
        ("ç" * 71, 2, 71, "UCS-2"),
        ("日" * 134, 2, 134, "UCS-2"),
        ("日" * 135, 3, 135, "UCS-2"),
        ("😀" * 35, 1, 70, "UCS-2"),
        ("日" * 66 + "😀" + "日" * 66, 3, 134, "UCS-2"),
    ],
)
def test_weight(text, segments, units, encoding):
    found = weigh(text)
    assert (found.segments, found.units, found.encoding) == (segments, units, encoding)


def test_typographic_signs_are_made_plain_only_where_that_spares_something():
    assert lightened("We’ll “see” … on\u00a0Monday") == 'We\'ll "see" ... on Monday'
    assert lightened("l’arrivée ç") == "l’arrivée ç"


@given(st.text(max_size=500))
def test_segments_are_enough_and_never_wasted(text):
    found = weigh(text)
    alone, each = (160, 153) if found.encoding == "GSM-7" else (70, 67)
    assert found.segments == 1 or found.units > alone
    assert found.units <= (alone if found.segments == 1 else found.segments * each)
    assert (found.segments - 1) * (each - 1) <= found.units
    assert weigh(lightened(text)).segments <= found.segments or found.encoding == "GSM-7"
