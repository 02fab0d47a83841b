"""Letters as they are read: on a phone, in nine languages, nothing stands out to the side."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from integration.domain.voice import Voice
from integration.languages.clauses import clause_sentences
from integration.languages.render import kinds, render
from tests.languages.test_clauses import LATE, LINKS, Form, owed
from tests.languages.test_render import FULL, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WIDE = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_fits_a_phone(browser: "Browser", language: str, tmp_path: Path) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True)
    page = phone.new_page()
    for kind in sorted(kinds()):
        form = Form.UNDATED if kind == "no_date_known" else Form.RENEWED if kind == "second_delay" else Form.SHORT
        clauses = clause_sentences(owed(form), language, LINKS) if kind in LATE else None
        letter = render(kind, language, FULL, clauses, LINKS, Voice(colour="#1f4f9c"))
        page.set_content(letter.html)
        assert page.evaluate(WIDE) <= 390, kind
        for link in page.get_by_role("link").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 40, kind
        page.screenshot(path=tmp_path / f"{kind}.png", full_page=True)
    phone.close()
