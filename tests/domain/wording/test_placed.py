"""A clause is put where it belongs, and the page is otherwise as it was, to the character."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.audit import audit
from integration.domain.audit.finding import Fact, Finding, Reading
from integration.domain.document import Document, read_html, read_text
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms
from integration.domain.wording import Clause, diff, placed, propose
from integration.domain.wording.source import is_markup, located
from integration.languages import lexicons
from integration.languages.wording import wording

TERMS = Terms(
    ShopSettings(email="hello@linenhouse.com", currency="EUR"),
    {
        "return.window": (Fact(Decimal(30), unit="day", counted_from="delivery"),),
        "return.refund_time": (Fact(Decimal(14), unit="day", counted_from="goods_back"),),
        "fee.return_shipping": (Fact(payer="customer"),),
    },
)
WINDOW = "You can return your order within 30 days of receiving it."
PAID = "You pay the cost of return shipping, unless we sent something wrong or faulty."
REFUND = "We refund you within 14 days of receiving your return."


def read(source: str) -> tuple[Document, Reading]:
    document = (read_html if is_markup(source) else read_text)(source, id="page", kind="policy", language="en")
    return document, audit(document, lexicons())


def put(source: str, code: str) -> str:
    return placed(source, *read(source), propose(code, TERMS, wording("en")))


def test_a_paragraph_follows_its_sibling_and_looks_like_it() -> None:
    page = (
        '<h2>Returns</h2>\n<p id="r" class="c" data-mce-fragment="1">'
        "You can return items within 14 days of delivery.</p>\n"
        "<h2>Shipping</h2>\n<p>We ship with DHL.</p>"
    )
    put_in = f'\n<p class="c" data-mce-fragment="1">{PAID}</p>'
    assert put(page, "fee.return_shipping") == page.replace("delivery.</p>", f"delivery.</p>{put_in}")


def test_an_item_of_a_list_gets_an_item_after_it() -> None:
    page = "<ul>\n  <li>You can return items within 14 days of delivery.</li>\n  <li>We ship with DHL.</li>\n</ul>"
    assert put(page, "fee.return_shipping") == page.replace("y.</li>", f"y.</li>\n  <li>{PAID}</li>")


def test_a_line_that_ends_in_a_break_gets_a_line_after_it() -> None:
    page = "<div>You can return items within 14 days of delivery.<br />We ship with DHL.</div>"
    assert put(page, "fee.return_shipping") == page.replace("delivery.", f"delivery.<br />{PAID}")


def test_spans_of_an_editor_are_copied() -> None:
    page = '<p><span style="font-size: 14px;">You can return items within 14 days of delivery.</span></p>'
    assert put(page, "fee.return_shipping") == f'{page}<p><span style="font-size: 14px;">{PAID}</span></p>'


def test_a_table_stays_whole() -> None:
    page = "<table><tr><th>Returns</th><td>You can return items within 14 days of delivery</td></tr></table><p>Bye.</p>"
    assert put(page, "fee.return_shipping") == page.replace("</table>", f"</table><p>{PAID}</p>")


def test_blocks_of_the_other_editor_keep_their_comments() -> None:
    page = (
        "<!-- wp:paragraph -->\n<p>You can return items within 14 days of delivery.</p>\n<!-- /wp:paragraph -->\n\n"
        "<!-- wp:paragraph -->\n<p>We ship with DHL.</p>\n<!-- /wp:paragraph -->"
    )
    changed = put(page, "fee.return_shipping")
    assert changed == page.replace("delivery.</p>", f"delivery.</p>\n<p>{PAID}</p>")


def test_without_a_sibling_it_ends_the_page_under_a_heading_of_its_own() -> None:
    page = "<h3>Shipping</h3><p>We ship with DHL.</p>"
    assert put(page, "return.window") == f"{page}<h3>Returns and refunds</h3><p>{WINDOW}</p>"


def test_where_it_would_unsay_something_it_goes_elsewhere() -> None:
    page = "<p>We ship with DHL.</p>"
    document, reading = read(page)
    clause = propose("return.window", TERMS, wording("en"))
    said = [clause.code, *reading.codes("present")]

    def heard(html: str) -> Reading:
        codes = [clause.code] if "<h2>" in html else said
        return Reading("policy", "en", {code: Finding(code, "present") for code in codes})

    assert reading.codes("present") == ["shipping.method"]
    assert placed(page, document, reading, clause, heard) == f"{page}<p>{WINDOW}</p>"
    deaf = Reading("policy", "en")
    assert placed(page, document, reading, clause, lambda _html: deaf) == placed(page, document, reading, clause)


def test_a_second_clause_goes_under_the_heading_of_the_first() -> None:
    page = "<h2>Shipping</h2><p>We ship with DHL.</p>"
    twice = put(put(page, "dispute.process"), "contact.channel")
    assert [part.split("<")[0] for part in twice.split("<h2>")[1:]] == ["Shipping", "Complaints", "Contact"]


def test_what_a_template_left_open_is_filled_in_place() -> None:
    page = "<p>You may return goods within [14 days] of delivery &amp; we refund you.</p><p>We ship with DHL.</p>"
    assert put(page, "return.window") == page.replace("[14 days]", "30 days")


def test_a_vague_sentence_gives_way() -> None:
    page = "<p>Hello.</p><p>Return shipping may cost something. We ship with DHL.</p>"
    _, reading = read(page)
    assert reading.findings["fee.return_shipping"].state == "vague"
    assert put(page, "fee.return_shipping") == page.replace("Return shipping may cost something.", PAID)


def test_plain_text_gets_a_line() -> None:
    page = "Returns\n\nYou can return items within 14 days of delivery.\n\nShipping\n\nWe ship with DHL.\n"
    assert put(page, "fee.return_shipping") == page.replace("delivery.", f"delivery.\n\n{PAID}")
    assert put("We ship with DHL.\n", "return.window") == f"We ship with DHL.\n\nReturns and refunds\n\n{WINDOW}\n"


def test_what_is_not_closed_is_no_trap() -> None:
    page = "<ul><li>You can return items within 14 days of delivery.<li>We ship with DHL.</ul>"
    changed = put(page, "fee.return_shipping")
    _, reading = read(changed)
    assert reading.findings["fee.return_shipping"].state == "present"
    assert changed.replace(f"<p>{PAID}</p>", "") == page


def test_signs_of_markup_in_a_clause_are_text() -> None:
    clause = Clause("return.window", "Ours <b>30</b> & more.", (), "Q & A")
    page = "<p>We ship with DHL.</p>"
    assert placed(page, *read(page), clause).endswith("<h2>Q &amp; A</h2><p>Ours &lt;b&gt;30&lt;/b&gt; &amp; more.</p>")


BLOCK = st.sampled_from([
    "<p>You can return items within 14 days of delivery.</p>", "<p>We ship with <b>DHL</b>.</p>", "<h2>Returns</h2>",
    "<ul><li>Unworn goods only</li><li>Write to us</li></ul>", "<br>", "<br/>line", "<div>", "</div>", "<p>", "</p>",
    "<table><tr><td>a</td><td>b</td></tr></table>", "<script>var a = '<p>';</script>", "<!-- <p>no</p> -->", "&nbsp;",
    "<li>loose", "</ul>",
    "<p class='x>y'>odd</p>", "text & text", "<nav>Home</nav>", "<blockquote><p>q</p></blockquote>",
])  # fmt: skip


@given(st.lists(BLOCK, max_size=12))
def test_nothing_but_the_clause_is_new(blocks: list[str]) -> None:
    page = "\n".join(blocks)
    for code in ("fee.return_shipping", "return.window"):
        clause = propose(code, TERMS, wording("en"))
        changed = placed(page, *read(page), clause)
        more = len(changed) - len(page)
        assert any(changed[:at] + changed[at + more :] == page for at in range(len(page) + 1))
        assert clause.text in changed or clause.values[0] in changed


@given(st.lists(BLOCK, max_size=12))
def test_every_located_block_has_the_words_of_the_document(blocks: list[str]) -> None:
    page = "\n".join(blocks)
    document, _ = read(page)
    for place, stretch in located(page, document).items():
        block = document.blocks[place]
        assert stretch.text == document.text[block.start : block.end]


@pytest.mark.parametrize("size", [2000, 4000])
def test_a_page_of_a_megabyte_is_placed_soon(size: int) -> None:
    page = "<p>You can return items within 14 days of delivery.</p>" + "<div><p>word word word</p>" * size
    assert PAID in put(page, "fee.return_shipping")


@given(st.text(alphabet="ab \n。的", max_size=60), st.text(alphabet="ab \n。的", max_size=60))
def test_a_diff_holds_both_texts(old: str, new: str) -> None:
    runs = diff(old, new)
    assert "".join(run.text for run in runs if run.change != "added") == old
    assert "".join(run.text for run in runs if run.change != "removed") == new
    assert all(run.text for run in runs)


@pytest.mark.parametrize("line", ["x\n", "return return\n", "w "])
def test_a_diff_of_a_megabyte_is_shown_soon(line: str) -> None:
    """Compared piece by piece with all others it would take hours."""
    text = line * (1_000_000 // len(line))
    runs = diff(f"First\n{text}\nLast", f"Second\n{text}\nEnd")
    assert "".join(run.text for run in runs if run.change != "added").startswith("First\n")
    assert [run.text for run in diff(text, f"{text}y\n") if run.change == "added"] == ["y\n"]


def test_a_diff_shows_the_words_that_changed() -> None:
    runs = diff("Return within [14 days] of it.\nBye.", "Return within 30 days of it.\nBye.")
    assert [tuple(run) for run in runs] == [
        ("kept", "Return within "), ("removed", "[14 days]"), ("added", "30 days"), ("kept", " of it.\nBye."),
    ]  # fmt: skip
