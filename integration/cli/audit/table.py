"""What a terminal shows: the shop, then the documents that lack most."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from integration.cli.audit.reading import Audited, Mark
from integration.cli.audit.summary import Summary
from integration.cli.audit.wording import headline, most_missing, plural, safe, scope
from integration.languages.details import Detail, details

SIGNS: Mapping[Mark, tuple[str, str, str]] = {
    "present": ("✓", "says it", "green"),
    "column": ("✓", "in a column", "green"),
    "vague": ("~", "vague", "yellow"),
    "placeholder": ("[ ]", "unfilled template", "red"),
    "missing": ("^", "missing", "red"),
}
_SHOWN = 20

Lacking = Sequence[tuple[Audited, Sequence[str]]]
"""Documents, each with the details to say that it lacks."""


def show(summary: Summary, console: Console) -> None:
    words = details()
    if summary.pages:
        console.print(_shop(summary, words))
        console.print(
            _documents("Page by page", "On its subjects, said on no page", _pages(summary), words, summary.pages)
        )
        if summary.contradictions():
            console.print(_contradictions(summary, words))
    if summary.products:
        console.print(_products(summary, words))
        console.print(_documents("Product by product", "Missing", _worst(summary), words, summary.products))
    console.print(Text(headline(summary), style="bold"))
    if often := most_missing(summary, words):
        console.print(Text(often))
    console.print(Text(scope(summary) + ".", style="dim"))


def _contradictions(summary: Summary, words: Mapping[str, Detail]) -> Table:
    table = _table("Your pages disagree", "What buyers ask", "What each says", "Page")
    titles = {page.document.id: page.title for page in summary.kept_pages}
    for found in summary.contradictions():
        for place, side in enumerate(found.sides):
            label = safe(words[found.code].label, 40) if not place else ""
            table.add_row(label, Text(f"“{safe(side.quote, 90)}”"), Text(safe(titles.get(side.document, ""), 40)))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False, expand=False)
    for name in columns:
        table.add_column(name, header_style="dim", overflow="fold")
    return table


def _sign(mark: Mark) -> Text:
    sign, words, style = SIGNS[mark]
    return Text(f"{sign} {words}", style=style)


def _shop(summary: Summary, words: Mapping[str, Detail]) -> Table:
    table = _table("Your shop", "What buyers ask", "", "What your pages say")
    for code, said in summary.policy.items():
        quote = safe(said.finding.quote, 90) if said.finding else ""
        where = f"{quote}  ({safe(said.page, 30)})" if quote else ""
        table.add_row(words[code].question, _sign(said.mark), Text(where))
    return table


def _products(summary: Summary, words: Mapping[str, Detail]) -> Table:
    table = _table("Your products", "What buyers ask", "say it", "vague or unfilled", "missing")
    for code, marks in summary.product.items():
        table.add_row(words[code].question, *(f"{number:,}" for number in _columns(marks)))
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _columns(marks: Counter[Mark]) -> tuple[int, int, int]:
    return marks["present"] + marks["column"], marks["vague"] + marks["placeholder"], marks["missing"]


def _pages(summary: Summary) -> Lacking:
    return [(page, summary.lacking_on(page)) for page in summary.kept_pages[:_SHOWN]]


def _worst(summary: Summary) -> Lacking:
    return [(product, product.codes("missing")) for product in summary.worst_products[:_SHOWN]]


def _documents(title: str, missing: str, found: Lacking, words: Mapping[str, Detail], total: int) -> Table:
    table = _table(title, "Document", "Says", "Vague or unfilled", missing)
    for one, lacking in found:
        table.add_row(
            _place(one),
            f"{len(one.codes('present', 'column'))} of {len(one.reading.findings)}",
            ", ".join(words[code].label for code in one.codes("vague", "placeholder")),
            ", ".join(words[code].label for code in lacking),
        )
    if total > len(found):
        table.caption = f"and {plural(total - len(found), 'more', 'more')}; --json has all of them"
        table.caption_justify = "left"
    return table


def _place(one: Audited) -> Text:
    where = f"{safe(Path(one.file).name, 60)}:{one.line}" + ("" if one.published else ", not published")
    return Text.assemble(safe(one.title, 60), "\n", (where, "dim"))
