"""The report in a real browser: it loads nothing, runs nothing, and shows the shop's words as words."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from integration.cli import main
from integration.cli.audit.proof import fact_words
from integration.domain.audit.finding import Fact

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
PAGE = f"""<html lang="en"><title>Returns {HOSTILE.replace("<", "&lt;")}</title><body>
<h1>Returns</h1><p>You can return goods within 30 days of delivery. Unused goods only.
Return postage may be charged.</p>
<ul><li>We refund to your original payment method.</li></ul>
<p>&lt;script&gt;alert(1)&lt;/script&gt;</p></body></html>"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    shop = folder / "shop"
    shop.mkdir()
    (shop / "returns.html").write_text(PAGE, encoding="utf-8")
    (shop / "zh.txt").write_text("我们接受七天无理由退货。\n运费由买家承担。\n", encoding="utf-8")
    with (shop / "products.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["Handle", "Title", "Body (HTML)", "Variant Price"])
        rows.writerow([HOSTILE, f"Mug {HOSTILE}", "<p>Lovely.</p><script>alert(1)</script>", "12.50"])
        rows.writerows([[f"t{n}", f"Thing {n} " + "x" * 70, "<p>Lovely.</p>", "1"] for n in range(60)])
        rows.writerow(["short"])
    path = folder / "report.html"
    result = CliRunner().invoke(main, ["audit", str(shop), "--html", str(path)])
    assert result.exit_code == 1
    assert "Report written to" in result.stderr
    return path


@pytest.fixture
def page(browser: Any, report: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The report opened; whatever it says, asks for or complains of is a failure."""
    troubles: list[str] = []
    context = browser.new_context(**getattr(request, "param", {}))
    page = context.new_page()
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("dialog", lambda dialog: (troubles.append("a dialog"), dialog.dismiss()))
    page.on("request", lambda asked: troubles.append(asked.url) if asked.url != report.as_uri() else None)
    page.goto(report.as_uri())
    yield page
    context.close()
    assert troubles == []


@pytest.mark.browser
def test_the_words_are_shown_and_nothing_of_theirs_runs(page: Any) -> None:
    expect(page.locator("script, img, iframe, link[rel=stylesheet], [onerror], [style]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(f"Mug {HOSTILE}")
    expect(page.locator("h1")).to_contain_text("answer")
    expect(page.locator("h1")).to_have_count(1)


@pytest.mark.browser
def test_quotes_are_marked_in_the_text_with_a_note_beside_them(page: Any) -> None:
    said = page.locator("#page1 ~ .proof mark.m-said, section:has(#page1) mark.m-said")
    expect(said.first).to_contain_text("within 30 days of delivery")
    vague = page.locator("section:has(#page1) mark.m-vague")
    expect(vague).to_contain_text("may be charged")
    reference = page.locator("section:has(#page1) a.ref").first
    note = page.locator(reference.get_attribute("href").replace("#", "[id='") + "']")
    expect(note).to_contain_text("Time to return")
    expect(note).to_contain_text("30 days")


@pytest.mark.browser
def test_every_link_leads_somewhere_on_the_page_and_ids_are_unique(page: Any) -> None:
    broken = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
        ".filter(h => !h.startsWith('#') || !document.getElementById(h.slice(1)))"
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert broken == []
    assert len(ids) == len(set(ids))


@pytest.mark.browser
@pytest.mark.parametrize(
    "page",
    [
        {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        for width in (320, 390, 1280)
        for scheme in ("light", "dark")
    ],
    indirect=True,
)
def test_it_fits_a_phone_and_a_desk_in_light_and_dark(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    visible = page.locator("svg.pic:visible")
    expect(visible).to_have_count(2)
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours[0] != colours[1]


@pytest.mark.browser
def test_it_prints(page: Any) -> None:
    page.emulate_media(media="print")
    assert len(page.pdf()) > 10_000


def test_a_big_shop_is_capped_and_says_so(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert "The 40 of 61 that lack most." in text
    assert "The 12 products that lack most are set in full, of 61." in text
    assert "1 row or file was left out" in text
    assert "products.csv:63: 1 columns where the header has 4" in text
    assert 'lang="zh"' in text


def test_it_is_one_file_without_addresses(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert re.findall(r"https?://", text) == []
    assert "url(" not in text


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Fact(value=Decimal(14), unit="day", counted_from="delivery"), "14 days from delivery"),
        (
            Fact(minimum=Decimal(2), maximum=Decimal(3), unit="business_day", places=("PT",)),
            "2 to 3 working days, PT",
        ),
        (Fact(value=Decimal("4.90"), unit="EUR", payer="customer"), "4.90 EUR, the buyer pays"),
        (Fact(minimum=Decimal("74.50"), unit="EUR"), "from 74.50 EUR"),
        (Fact(value=Decimal("1E+2"), unit="percent"), "100 %"),
        (Fact(negated=True), "none"),
        (Fact(), ""),
    ],
)
def test_facts_in_words(fact: Fact, words: str) -> None:
    assert fact_words(fact) == words
