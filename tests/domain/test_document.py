"""Pages become blocks whose quotes can be found again."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain.document import Document, read_html, read_markdown, read_text


def html(markup: str) -> Document:
    return read_html(markup, id="1", kind="policy")


def parts(document: Document) -> list[tuple[str, str]]:
    return [(document.text[block.start : block.end], block.kind) for block in document.blocks]


def test_html_gives_headings_paragraphs_items_and_rows_in_reading_order():
    page = html(
        "<h2>Returns &amp; refunds</h2><p>Thirty <b>days</b>.<br>No fee.</p><ul><li>Unworn<li>With tags</ul>"
        "<table><tr><th>Zone<th>Price<tr><td>EU<td>€4</table>tail"
    )
    assert parts(page) == [
        ("Returns & refunds", "heading"),
        ("Thirty days.", "paragraph"),
        ("No fee.", "paragraph"),
        ("Unworn", "item"),
        ("With tags", "item"),
        ("Zone | Price", "row"),
        ("EU | €4", "row"),
        ("tail", "paragraph"),
    ]
    assert page.blocks[0].level == 2


@pytest.mark.parametrize(
    "unseen",
    [
        "<nav>Home</nav>",
        "<script>var days = 30</script>",
        "<style>p{}</style>",
        "<p hidden>30 days</p>",
        '<p style="display:none">30 days</p>',
        '<div aria-hidden="true">30 days</div>',
        "<!-- 30 days -->",
        "<template>30 days</template>",
    ],
)
def test_what_a_buyer_does_not_see_is_not_read(unseen: str):
    assert html(f"<main>{unseen}<p>Seen</p></main>").text == "Seen"


def test_the_frame_of_a_page_is_left_out_when_it_has_a_main_part():
    page = html("<header>Shop</header><main><p>Returns within 14 days</p></main><footer>© Shop</footer>")
    assert page.text == "Returns within 14 days"


def test_plain_text_is_kept_to_the_character():
    text = "\ufeff Returns:\r\n\r\n  • 30 days  \n\tÉté 🏖"
    page = read_text(text, id="1", kind="policy")
    assert page.text == text
    assert [kind for _, kind in parts(page)] == ["paragraph", "item", "paragraph"]


def test_markdown_loses_its_marks_and_front_matter():
    page = read_markdown(
        "---\ntitle: x\n---\n# Returns\n\n- **30 days**, see [here](https://a.example)"
        "\n\n| a | b |\n|---|---|\n| c | d |",
        id="1",
        kind="policy",
    )
    assert parts(page) == [("Returns", "heading"), ("30 days, see here", "item"), ("a | b", "row"), ("c | d", "row")]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="<>/bpdiv ul\n\"'=&;a1", max_size=300))
def test_any_markup_is_read_and_every_block_lies_in_the_text(markup: str):
    page = html(markup)
    assert all(0 <= block.start < block.end <= len(page.text) for block in page.blocks)


@pytest.mark.parametrize("markup", ["<div>" * 200_000, "<" * 1_000_000, "<p " * 300_000, "<b>x</b>" * 100_000])
def test_hostile_markup_takes_no_quadratic_time(markup: str):
    started = time.process_time()
    html(markup + "end")
    assert time.process_time() - started < 10
