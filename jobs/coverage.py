"""What the shop's policy pages say together, and on which page a buyer would look for each detail.

Pages of one language complete each other; languages do not: a French buyer has nothing of a Portuguese page. So of
several pages in a language the best statement counts, and of several languages the worst.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from integration.domain.audit.finding import POLICY_CODES
from integration.domain.tags import language_in
from integration.languages.wording import written
from integration.store.content_list import ReadDocument

BEST_FIRST = ("present", "vague", "placeholder", "missing")


@dataclass(frozen=True, slots=True)
class Statement:
    """What pages say of a detail. `page` is where the best statement stands, or else where it is missed.

    `lacking` are the languages that have the page for it and do not say it; `placed`: some page is the place for it.
    """

    code: str
    state: str
    page: ReadDocument | None = None
    lacking: tuple[str, ...] = ()
    placed: bool = False

    @property
    def quote(self) -> str:
        finding = self.page.findings.get(self.code) if self.page else None
        return finding.quote if finding and finding.state != "missing" else ""


def language_of(document: ReadDocument) -> str:
    return document.document.language or (document.audit.language if document.audit else "")


def written_languages(documents: Sequence[ReadDocument], of_shop: str) -> list[str]:
    """The languages that buyers read here and that clauses can be written in; English where there is none."""
    spoken = {*map(language_of, documents), of_shop}
    return sorted(tag for tag in spoken if language_in(tag) in written()) or ["en"]


def statements(documents: Sequence[ReadDocument], codes: Sequence[str] = POLICY_CODES) -> list[Statement]:
    """For each code what all pages together say of it; not of those that were set aside wherever they belong."""
    return [statement(documents, code) for code in codes if _applies(documents, code)]


def _applies(documents: Sequence[ReadDocument], code: str) -> bool:
    if not any(code in page.aside for page in documents):
        return True
    return any(page.state(code) not in ("", "missing") or code in page.expected for page in documents)


def statement(documents: Sequence[ReadDocument], code: str) -> Statement:
    by_language: dict[str, list[ReadDocument]] = defaultdict(list)
    for document in documents:
        if document.state(code):
            by_language[language_of(document)].append(document)
    best = {language: min(pages, key=lambda page: rank(page, code)) for language, pages in by_language.items()}
    placed = {language for language, pages in by_language.items() if any(code in page.expected for page in pages)}
    lacking = tuple(sorted(language for language in placed if best[language].state(code) == "missing"))
    said = [page for page in best.values() if page.state(code) != "missing"]
    if not said:
        missed = next((page for pages in by_language.values() for page in pages if code in page.expected), None)
        return Statement(code, "missing", missed, lacking, bool(placed))
    quoted = min(said, key=lambda page: rank(page, code))
    state = "missing" if lacking else max(said, key=lambda page: rank(page, code)).state(code)
    return Statement(code, state, quoted, lacking, bool(placed))


def rank(page: ReadDocument, code: str) -> int:
    """0 for what is stated, more for what is said worse."""
    return BEST_FIRST.index(page.state(code))
