"""Whatever is handed in, the audit answers for every detail, with quotes that stand in the text."""

from collections.abc import Callable

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integration.domain.audit import audit
from integration.domain.audit.finding import CODES, EXTRA_CODES, Reading
from integration.domain.audit.record import result
from integration.domain.document import Document, Kind, read_html, read_markdown, read_text
from integration.languages import lexicons
from tests.domain.own_texts import statements

SAID = [line for texts in statements().values() for line in texts]
BITS = [
    "30",
    "14 Tage",
    "7天",
    "3–5",
    "€ 4,95",
    "$10",
    "100%",
    "[X]",
    "{{ days }}",
    "[how many days?]",
    "a@b.example",
    "+49 30 1234567",
    "9am",
    "Mon",
    "\n",
    "\n\n",
    " | ",
    ": ",
    "? ",
    ". ",
    "• ",
    "# ",
    "Q: ",
    "1) ",
    "(",
    ")",
    "[",
    "]",
    "。",
    "…",
    "\u202b",
    "\u0301",
    "👩‍👩‍👧",
    "\ud800",
    "\x00",
    "İ",
    "ẞ",
    "ﬁ",
    "²",
    "①",
    "Ⅳ",
    "٣",
    "１０",
    "\xa0",
    "\u2028",
    "\ufeff",
    "xx",
    "lorem ipsum",
    ",-",
    "s/.",
]
TAGS = [
    "<p>",
    "</p>",
    "<li>",
    "<ul>",
    "</ul>",
    "<h2>",
    "</h2>",
    "<td>",
    "<tr>",
    "<table>",
    "<br>",
    "<div hidden>",
    "<b",
    "<!--",
    "-->",
    "&nbsp;",
    "&#x30;",
    "<script>",
    "</script>",
]
TEXTS = st.one_of(
    st.text(st.characters(codec=None)),
    st.lists(st.one_of(st.sampled_from(BITS), st.sampled_from(SAID), st.text(max_size=4)), max_size=14).map("".join),
    st.builds(lambda bit, times: bit * times, st.sampled_from(BITS), st.integers(1, 400)),
)
PAGES = st.lists(st.one_of(st.sampled_from(TAGS), st.sampled_from(SAID), st.sampled_from(BITS)), max_size=20).map(
    "".join
)
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["policy", "product"])
HINTS = st.sampled_from([None, "", "xx", "pt-BR", *sorted(lexicons())])
ANYTHING = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def assert_sound(document: Document, reading: Reading) -> None:
    assert set(CODES[document.kind]) <= set(reading.findings) <= {*CODES[document.kind], *EXTRA_CODES[document.kind]}
    assert reading.language in lexicons()
    for finding in reading.findings.values():
        assert finding.quote == document.text[finding.start : finding.end]
        assert bool(finding.quote) == (finding.state != "missing")
        assert all(word in document.text for word in finding.words)
    assert result(document, reading)["id"] == document.id


@ANYTHING
@given(TEXTS, KINDS, HINTS, st.sampled_from([read_text, read_markdown]))
def test_any_text(text: str, kind: Kind, hint: str | None, read: Callable[..., Document]):
    document = read(text, id="1", kind=kind, language=hint, title=text[:20])
    assert_sound(document, audit(document, lexicons()))


@ANYTHING
@given(PAGES, KINDS)
@example("$10\xa030٣", "policy")
def test_any_markup(page: str, kind: Kind):
    document = read_html(page, id="1", kind=kind)
    assert_sound(document, audit(document, lexicons()))


@ANYTHING
@given(TEXTS, KINDS, st.sampled_from(sorted(lexicons())))
def test_any_text_in_each_language(text: str, kind: Kind, code: str):
    document = read_text(text, id="1", kind=kind)
    assert_sound(document, audit(document, {code: lexicons()[code]}))
