"""A page cut at its tags says what a walk over its nodes says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integration.domain import html as reading
from integration.domain.html import Piece, pieces
from integration.domain.markup import walked
from tests.domain.own_texts import pages

TAGS = [
    "p",
    "div",
    "span",
    "br",
    "li",
    "ul",
    "ol",
    "table",
    "tr",
    "td",
    "th",
    "tbody",
    "h1",
    "h3",
    "b",
    "a",
    "img",
    "hr",
    "pre",
    "dl",
    "dt",
    "dd",
    "script",
    "style",
    "textarea",
    "title",
    "svg",
    "math",
    "xmp",
    "plaintext",
    "noscript",
    "template",
    "iframe",
    "button",
    "select",
    "option",
    "details",
    "main",
    "header",
    "footer",
    "nav",
    "article",
    "form",
    "custom-x",
    'p"x',
    "x'y",
    "a<b",
]
TEXTS = (
    "text ", "&amp;", "&lt;b&gt;", "&nbsp;", "é", "中文", "<", ">", '"', "'", "&", "\n", "|", "<!-- c -->", "<!---->",
    "<!-->", "<!", "<?x>", "]]>", "<![CDATA[x]]>", "\x00", "a < b", "-->", "</", 'x="y>z"', "\xa0", "&amp;lt;",
    "\ud800",
)  # fmt: skip
ATTRIBUTES = (
    "", ' class="a"', ' a"b', ' title="<p>x</p>"', ' title="a>b"', ' style="display:none"', " hidden", " data-x='\"'",
    ' "', " =", " x==y", ' alt="&lt;&amp;&quot;"', " a'b=\"c\"",
)  # fmt: skip
PARTS = st.one_of(
    st.sampled_from(TEXTS),
    st.tuples(st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)).map(lambda made: f"<{made[0]}{made[1]}>"),
    st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
)


def by_walking(page: str, monkeypatch: pytest.MonkeyPatch) -> list[Piece]:
    with monkeypatch.context() as patch:
        patch.setattr(reading, "strokes", walked)
        return list(pieces(page))


@settings(max_examples=400)
@given(st.lists(PARTS, max_size=14).map("".join))
def test_markup_soup(page: str):
    with pytest.MonkeyPatch.context() as patch:
        assert list(pieces(page)) == by_walking(page, patch)


def test_pages_as_shops_write_them(monkeypatch: pytest.MonkeyPatch):
    for page in pages():
        assert list(pieces(page)) == by_walking(page, monkeypatch)


def test_a_page_as_shops_write_it_is_not_walked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integration.domain.markup.walked", lambda root: pytest.fail("walked"))
    for page in pages():
        assert list(pieces(page))
