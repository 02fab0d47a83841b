"""A text as its owner opens it, by whatever door: what it says, what it lacks, and the words for that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from integration.domain.asked import Asked, Gap
from integration.domain.audit.genre import WHY_NOTHING
from integration.domain.shop import ShopSettings
from integration.domain.wording import Clause
from integration.store.catalogue import latest_html
from integration.store.content_list import ReadDocument, policy_documents, read_document
from integration.store.shop_settings import shop_settings
from integration.store.terms import terms_in_force
from jobs.asked import UNWANTED, Objection, asked_of, lacking_here, objections_to, refuses
from jobs.audit import offers_beside
from jobs.coverage import language_of
from jobs.rewriting import Page, page_as_read, propose_clauses, terms_in


@dataclass(frozen=True, slots=True)
class Sheet:
    """`page` is None while the text waits to be read; nothing is proposed for it then. `html` is its newest source.

    `pages` are all policy pages of the shop. `asked` is what is asked of it, by detail; `lacking` what laws and
    partners ask of this very text besides what buyers look for. `clauses` are the words for each gap, an empty text
    where the language has none; a text that states nothing, whatever stands in it, gets none.
    """

    found: ReadDocument
    html: str
    page: Page | None
    pages: Sequence[ReadDocument]
    settings: ShopSettings
    asked: Mapping[str, Asked]
    lacking: Sequence[Gap]
    objections: Sequence[Objection]
    clauses: Mapping[str, Clause]

    @property
    def alike(self) -> list[ReadDocument]:
        """The policy pages in its language, which complete each other."""
        return _alike(self.found, self.pages)

    @property
    def states_nothing(self) -> str:
        """Which of WHY_NOTHING it is: a sample page, instructions, an article; "" for a text of the shop's own."""
        return _states_nothing(self.page)


def open_sheet(session: Session, shop_id: int, document_id: int, today: date) -> Sheet | None:
    """From what is stored; an unchanged text is not read again. None where the shop has no such text."""
    found = read_document(session, shop_id, document_id)
    if found is None:
        return None
    html, pages = latest_html(session, found.document), policy_documents(session, shop_id)
    settings = shop_settings(session, shop_id)
    asked = asked_of([*pages, found], settings, today)
    lacking = lacking_here(found, _alike(found, pages), asked)
    page = page_as_read(found, html, offers_beside(session, found.document)) if found.audit else None
    wanted = dict.fromkeys(code for code in (*found.gaps, *(gap.code for gap in lacking)) if code not in UNWANTED)
    terms = terms_in(pages, settings, terms_in_force(session, shop_id))
    return Sheet(
        found=found,
        html=html,
        page=page,
        pages=pages,
        settings=settings,
        asked=asked,
        lacking=lacking,
        objections=objections_to([found], settings, today, refusing=refuses(pages)),
        clauses=propose_clauses(page, wanted, terms) if page and not _states_nothing(page) else {},
    )


def _states_nothing(page: Page | None) -> str:
    return page.reading.genre if page and page.reading.genre in WHY_NOTHING else ""


def _alike(found: ReadDocument, pages: Sequence[ReadDocument]) -> list[ReadDocument]:
    return [one for one in pages if language_of(one) == language_of(found)]
