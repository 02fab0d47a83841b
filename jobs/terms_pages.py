"""The pages of a shop written anew from its terms: one kind of page, in each language that has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from integration.domain.alike import same_words
from integration.domain.audit.finding import Reading
from integration.domain.outputs import policy_page
from integration.domain.terms import Terms
from integration.languages.wording import wording
from integration.store import catalogue
from integration.store.content_list import ReadDocument, policy_documents
from integration.store.session import read
from integration.store.tables import DocumentRow
from jobs.context import Context
from jobs.rewriting import Page, page_of, terms_of_shop

_TITLE = re.compile(r"<h1[\s>].*?</h1\s*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page as it stands, and as the terms would have it. `lacking` are details that the terms do not know, so that
    the new page does not say them.
    """

    page: Page
    after: Page
    lacking: tuple[str, ...]

    @property
    def says(self) -> Sequence[str]:
        return self.after.reading.codes("present")

    @property
    def loses(self) -> Sequence[str]:
        """What the page says now and would say no more."""
        return sorted(_said(self.page.reading) - _said(self.after.reading))

    @property
    def differs(self) -> bool:
        return not same_words(self.page.html, self.after.html)

    @property
    def mark(self) -> str:
        """Another one as soon as either text is another."""
        return sha256(f"{self.page.html}\0{self.after.html}".encode()).hexdigest()


def new_pages(context: Context, documents: Sequence[ReadDocument], kind: str, terms: Terms) -> list[NewPage]:
    """Of these pages those of `kind`, one of outputs.PAGES, each written anew in its own language."""
    rows = [found.document for found in documents if found.page_kind == kind]
    with read(context.engine) as session:
        shop_id = rows[0].shop_id if rows else 0
        standing = catalogue.latest_htmls(session, shop_id, [row.id for row in rows])
    written = (_new_page(row, standing[row.id or 0], kind, terms) for row in rows)
    return [new for new in written if new.after.html]


def pages_of(context: Context, shop_id: int, kind: str) -> list[NewPage]:
    """The shop's pages of a kind, by its terms in force."""
    with read(context.engine) as session:
        documents = policy_documents(session, shop_id)
        session.expunge_all()
    return new_pages(context, documents, kind, terms_of_shop(context, shop_id))


def _new_page(row: DocumentRow, html: str, kind: str, terms: Terms) -> NewPage:
    page = page_of(row, html)
    text = policy_page(
        kind, terms, wording(row.language or page.reading.language, page.document.text, terms.settings.country)
    )
    title = _TITLE.search(html)
    after = f"{title[0]}\n{text.html}" if title and text.html else text.html
    new = page_of(row, after)
    return NewPage(page, new, tuple(code for code in text.lacking if code not in _said(new.reading)))


def _said(reading: Reading) -> set[str]:
    return set(reading.codes("present"))
