"""The shop's policy pages side by side: a column a kind of page, a cell a detail."""

from collections.abc import Sequence
from dataclasses import dataclass

from integration.store.content_list import ReadDocument
from jobs.coverage import language_of, rank

KINDS = ("refund", "shipping", "terms", "faq", "contact", "other", "privacy")


@dataclass(frozen=True, slots=True)
class Column:
    """The pages of one kind, in whatever language."""

    kind: str
    pages: Sequence[ReadDocument]

    def cell(self, code: str) -> tuple[str, ReadDocument | None]:
        """The state to show and the page to open; "" where it is missing and nobody would look for it here."""
        seen = [page for page in self.pages if page.state(code) and not _needless(page, code)]
        said = {language_of(page) for page in seen if page.state(code) != "missing"}
        telling = [page for page in seen if page.state(code) != "missing" or language_of(page) not in said]
        worst = max(telling, key=lambda page: rank(page, code), default=None)
        return (worst.state(code), worst) if worst else ("", None)


def columns(documents: Sequence[ReadDocument]) -> list[Column]:
    """By kind, as a buyer would open them: returns first, privacy last."""
    by_kind: dict[str, list[ReadDocument]] = {kind: [] for kind in KINDS}
    for document in documents:
        by_kind[document.page_kind if document.page_kind in by_kind else "other"].append(document)
    return [Column(kind, pages) for kind, pages in by_kind.items() if pages]


def _needless(page: ReadDocument, code: str) -> bool:
    return page.state(code) == "missing" and code not in page.expected
