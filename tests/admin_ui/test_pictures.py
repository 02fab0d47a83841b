"""Pictures: well-formed, within their frame, in words too, without style or script of their own."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admin_ui import outlooks
from admin_ui.pictures import Outlook, coverage_strip, outlook, outlook_in_a_row
from integration.store.tables import EstimateRow, OrderRow
from integration.store.vault import Vault
from jobs.context import Context
from tests.clock import Clock

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def in_an_app(clock: Clock, vault: Vault) -> Iterator[None]:
    """Days are named against today, which the app's clock tells."""
    app = Flask("pictures")
    app.extensions["forthright"] = Context(None, vault, clock=clock)  # type: ignore[arg-type]
    with app.app_context():
        yield


def seen(first: int, middle: int, last: int, promised: int | None, *scans: int) -> Outlook:
    days = [TODAY + timedelta(days=days) for days in (first, middle, last)]
    by = None if promised is None else TODAY + timedelta(days=promised)
    return Outlook(TODAY, *days, by, [TODAY + timedelta(days=scan) for scan in scans])


@given(
    st.lists(st.integers(-3, 90), min_size=3, max_size=3).map(sorted),
    st.none() | st.integers(-60, 60),
    st.lists(st.integers(-60, 0), max_size=5),
    st.sampled_from([(680, None, 1), (328, 18, 2)]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_every_outlook_stays_in_its_frame(
    span: list[int], promised: int | None, scans: list[int], frame: tuple[int, int | None, int]
) -> None:
    width, days, every = frame
    picture = str(outlook(seen(*span, promised, *scans), width, days, every))
    root = ElementTree.fromstring(picture)  # noqa: S314 our own picture
    for shape in root:
        for name in ("x", "x1", "x2", "cx"):
            if name in shape.attrib:
                assert -0.5 <= float(shape.attrib[name]) <= width + 0.5
    assert root.attrib["aria-label"].startswith("Expected ")
    assert not re.search(r"style=|<script|\son\w+=", picture)


def test_an_outlook_says_in_words_what_it_shows() -> None:
    label = outlook(seen(3, 5, 9, 3, -4), 680)
    assert 'aria-label="Expected 7 Mar, 5 Mar to 11 Mar in 8 of 10 cases, promised by 5 Mar"' in label
    assert 'class="span l"' in label
    assert label.count('class="past"') == 1


def test_today_is_the_customers_day_as_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    evening = datetime(2026, 3, 3, 20, tzinfo=UTC)
    shop = SimpleNamespace(shop=SimpleNamespace(timezone="Europe/Lisbon"))
    monkeypatch.setattr(outlooks, "visitor", lambda: shop)
    monkeypatch.setattr(outlooks, "context", lambda: SimpleNamespace(clock=lambda: evening))
    estimate = EstimateRow(earliest=evening, expected=evening, latest=evening)
    found = outlooks.outlook_of(OrderRow(country="JP", region="", postcode=""), None, estimate)
    assert found is not None
    assert found.today == found.expected == date(2026, 3, 4)


def test_in_time_is_not_drawn_as_late() -> None:
    assert 'class="span l"' not in outlook(seen(1, 2, 3, 3), 680)
    assert 'class="span l"' not in outlook_in_a_row(seen(1, 2, 3, 3))
    assert 'class="span l"' in outlook_in_a_row(seen(1, 4, 6, 3))


def test_without_a_promise_a_row_has_no_picture() -> None:
    assert outlook_in_a_row(seen(1, 2, 3, None)) == ""


def test_the_strip_counts_in_words() -> None:
    strip = coverage_strip(["present", "vague", "placeholder", "missing"])
    assert 'aria-label="1 of 4 details are said"' in strip
    assert [name in strip for name in ("q-present", "q-vague", "q-half", "q-placeholder", "q-missing")] == [True] * 5
    ElementTree.fromstring(str(strip))  # noqa: S314 our own picture
