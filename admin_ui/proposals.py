"""The words that a page lacks, as the merchant is offered them: a clause a gap, where in the page it would stand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from integration.domain.document import Block, read_html
from integration.domain.wording import Clause, placed
from integration.domain.wording.questions import Part, parts
from jobs.rewriting import Page


@dataclass(frozen=True, slots=True)
class Proposal:
    """A clause for one detail. `after` is the line of the page that it follows, from 1; 0 stands before them all."""

    clause: Clause
    after: int

    @property
    def code(self) -> str:
        return self.clause.code

    @property
    def parts(self) -> Sequence[Part]:
        return parts(self.clause.text)


def by_line(page: Page, clauses: Iterable[Clause], blocks: Sequence[Block]) -> Mapping[int, list[Proposal]]:
    """The proposals that have words, by the line they follow in the page whose lines are these blocks."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    for clause in clauses:
        if clause.text:
            after = _after(page, clause, blocks)
            found[after].append(Proposal(clause, after))
    return found


def _after(page: Page, clause: Clause, blocks: Sequence[Block]) -> int:
    changed = placed(page.html, page.document, page.reading, clause)
    text = read_html(changed, id="", kind=page.document.kind).text
    pairs = enumerate(zip(page.document.text, text, strict=False))
    at = next((at for at, (old, new) in pairs if old != new), len(page.document.text))
    return sum(block.start < at for block in blocks)
