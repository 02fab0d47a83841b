"""What could be written into a text, from what the shop is known to grant; and how the text then reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from integration.domain.audit import audit
from integration.domain.audit.finding import Finding, Reading, State
from integration.domain.audit.offers import with_offers
from integration.domain.audit.record import read_fact
from integration.domain.commerce import Offer
from integration.domain.document import Document
from integration.domain.shop import ShopSettings
from integration.domain.tags import language_in
from integration.domain.terms import Terms, terms_of
from integration.domain.terms_record import read_terms, with_entered
from integration.domain.wording import CASES, Clause, placed, propose
from integration.languages import lexicons
from integration.languages.choices import heard
from integration.languages.wording import wording, written
from integration.store.catalogue import latest_html
from integration.store.content_list import ReadDocument, policy_documents, read_document
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from integration.store.tables import DocumentRow, TermsRow
from integration.store.terms import terms_in_force
from jobs.audit import document_of, offers_beside
from jobs.context import Context


@dataclass(frozen=True, slots=True)
class Page:
    """A text as it stands, with what a buyer sees beside it, and what they say."""

    row: DocumentRow
    html: str
    document: Document
    reading: Reading
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The page with new words in it: its source, its text, and what it then says of each detail that was written.

    `unsaid` are other details that it said before and, read again, says no more.
    """

    html: str
    text: str
    states: Mapping[str, State]
    unsaid: Sequence[str] = ()

    @property
    def is_right(self) -> bool:
        """Whether it says all that was written, and all that it said before."""
        return not self.unsaid and all(state == "present" for state in self.states.values())


def open_page(context: Context, shop_id: int, document_id: int) -> Page | None:
    """The text as we know it to stand; None when there is none."""
    with read(context.engine) as session:
        found = read_document(session, shop_id, document_id)
        html = latest_html(session, found.document) if found else ""
        offers = offers_beside(session, found.document) if found else ()
        session.expunge_all()
    return page_as_read(found, html, offers) if found else None


def terms_of_shop(context: Context, shop_id: int) -> Terms:
    """What the shop is known to grant, from all its pages and settings."""
    with read(context.engine) as session:
        entered = terms_in_force(session, shop_id)
        return terms_in(policy_documents(session, shop_id), shop_settings(session, shop_id), entered)


def terms_in(documents: Iterable[ReadDocument], settings: ShopSettings, entered: TermsRow | None) -> Terms:
    """The same from what is at hand: what the merchant entered, then the settings and the documents."""
    known = terms_of([_reading(found) for found in documents if found.audit], settings, heard)
    return known if entered is None else with_entered(known, read_terms(entered.terms, settings))


def propose_clauses(page: Page, codes: Iterable[str], terms: Terms) -> dict[str, Clause]:
    """A clause for each detail; an empty one, for the merchant to write, where the language has no wording for it."""
    language = page.row.language or page.reading.language
    if language_in(language) not in written():
        return {code: Clause(code, "") for code in codes}
    words = wording(language, page.document.text, terms.settings.country)
    return {code: propose(code, terms, words) if code in CASES else Clause(code, "") for code in codes}


def rewrite(page: Page, clauses: Iterable[Clause]) -> Rewritten:
    """The page with the clauses in it, one after the other, each where it belongs by then."""
    read_as = cache(lambda html: page_of(page.row, html, page.offers))
    now = page
    codes = []
    for clause in clauses:
        now = read_as(placed(now.html, now.document, now.reading, clause, lambda html: read_as(html).reading))
        codes.append(clause.code)
    states = {code: _state(now.reading, code) for code in codes}
    unsaid = set(page.reading.codes("present")) - set(now.reading.codes("present")) - set(codes)
    return Rewritten(now.html, now.document.text, states, sorted(unsaid))


def _state(reading: Reading, code: str) -> State:
    finding = reading.findings.get(code)
    return finding.state if finding else "missing"


def page_of(row: DocumentRow, html: str, offers: tuple[Offer, ...] = ()) -> Page:
    """The text read."""
    document = document_of(row, html)
    return Page(row, html, document, with_offers(audit(document, lexicons()), offers), offers)


def page_as_read(found: ReadDocument, html: str, offers: tuple[Offer, ...] = ()) -> Page:
    """The text with what was read of it; read now where it changed since, or nobody has read it yet."""
    document = document_of(found.document, html)
    if found.audit is None or found.audit.text != document.text:
        return page_of(found.document, html, offers)
    return Page(found.document, html, document, _reading(found), offers)


def _reading(found: ReadDocument) -> Reading:
    """What was read of a text, from its rows."""
    findings = {
        code: Finding(
            code, row.state, row.quote, row.text_start, row.text_end, tuple(map(read_fact, row.facts)), row.rule,  # type: ignore[arg-type]
            tuple(row.words),
        )
        for code, row in found.findings.items()
    }  # fmt: skip
    language, genre = (found.audit.language, found.audit.genre) if found.audit else ("", "")
    return Reading(found.kind, language, findings, genre)
