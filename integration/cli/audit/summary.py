"""What the documents say together: per detail, per shop, and which documents lack most."""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from connectors.files.entry import Problem
from integration.cli.audit.contradicting import contradicting
from integration.cli.audit.reading import Audited, Mark
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES, Finding
from integration.domain.consistency import Contradiction

LACKING: tuple[Mark, ...] = ("vague", "placeholder", "missing")
_BEST_FIRST: tuple[Mark, ...] = ("present", "column", "vague", "placeholder", "missing")


@dataclass(slots=True)
class Said:
    """A policy detail over all pages: the best that any of them says, which page says it, and its words."""

    mark: Mark = "missing"
    page: str = ""
    language: str = ""
    finding: Finding | None = None

    def hear(self, page: Audited, code: str) -> None:
        mark = page.mark(code)
        if _BEST_FIRST.index(mark) < _BEST_FIRST.index(self.mark):
            self.mark, self.page, self.language = mark, page.title, page.reading.language
            self.finding = page.reading.findings[code]


@dataclass(slots=True)
class Summary:
    """Grows document by document in bounded memory: only `keep` pages, products and problems are kept."""

    keep: int = 40
    pages: int = 0
    products: int = 0
    unpublished: int = 0
    complete: int = 0
    unreadable: int = 0
    mended: int = 0
    files: set[str] = field(default_factory=set)
    policy: dict[str, Said] = field(default_factory=lambda: {code: Said() for code in POLICY_CODES})
    product: dict[str, Counter[Mark]] = field(default_factory=lambda: {code: Counter() for code in PRODUCT_CODES})
    kept_pages: list[Audited] = field(default_factory=list)
    kept_problems: list[Problem] = field(default_factory=list)
    _contradictions: list[Contradiction] | None = None
    _worst: list[tuple[int, int, Audited]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=lambda: count(0, -1))

    def add(self, found: Audited) -> None:
        self.files.add(found.file)
        if found.reading.kind == "policy":
            self._add_page(found)
        else:
            self._add_product(found)

    def add_problem(self, problem: Problem) -> None:
        self.mended += problem.mended
        self.unreadable += not problem.mended
        if len(self.kept_problems) < self.keep:
            self.kept_problems.append(problem)

    @property
    def documents(self) -> int:
        return self.pages + self.products

    @property
    def worst_products(self) -> list[Audited]:
        """Those that lack most, the first of equals first."""
        return [found for _, _, found in sorted(self._worst, key=lambda entry: entry[:2], reverse=True)]

    def lacking(self) -> list[str]:
        """Policy details that no page states, when there are pages."""
        return [code for code, said in self.policy.items() if said.mark in LACKING] if self.pages else []

    def lacking_on(self, page: Audited) -> list[str]:
        """Of the subjects this page speaks of, what neither it nor any other page says."""
        subjects = {code.partition(".")[0] for code in page.codes("present", "vague", "placeholder")}
        nowhere = set(self.lacking())
        return [code for code in page.codes("missing") if code in nowhere and code.partition(".")[0] in subjects]

    def something_is_missing(self) -> bool:
        return bool(self.lacking()) or self.complete < self.products

    def contradictions(self) -> list[Contradiction]:
        """What the kept pages say against each other; worked out once."""
        if self._contradictions is None:
            self._contradictions = contradicting(self.kept_pages)
        return self._contradictions

    def _add_page(self, page: Audited) -> None:
        self.pages += 1
        for code, said in self.policy.items():
            said.hear(page, code)
        if len(self.kept_pages) < self.keep:
            self.kept_pages.append(page)

    def _add_product(self, product: Audited) -> None:
        self.products += 1
        self.unpublished += not product.published
        lacks = len(product.codes(*LACKING))
        self.complete += lacks == 0
        for code, marks in self.product.items():
            marks[product.mark(code)] += 1
        heapq.heappush(self._worst, (lacks, next(self._order), product))
        if len(self._worst) > self.keep:
            heapq.heappop(self._worst)
