"""The pages that a shop lacks, as its terms would write them: by store, one kind of page, each language without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from sqlmodel import Session

from connectors import manifests
from integration.domain.audit import audit
from integration.domain.document import read_html
from integration.domain.outputs import written_page
from integration.domain.tags import language_in
from integration.domain.terms import Terms
from integration.languages import lexicons
from integration.languages.wording import wording
from integration.ports import Publisher
from integration.store import publications
from integration.store.content_list import policy_documents
from integration.store.drafted_pages import draft_page
from integration.store.session import read, write
from integration.store.shops import shop as shop_of
from integration.store.tables import DocumentRow, PublicationRow
from jobs.channels import storefronts
from jobs.context import Context
from jobs.coverage import language_of, written_languages
from jobs.publish import publish
from jobs.rewriting import terms_of_shop


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A page of a kind that a store has not in a language: its title, its source, what it says, and what it cannot say
    since the terms do not know it.
    """

    connector: str
    kind: str
    language: str
    title: str
    html: str
    says: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def store(self) -> str:
        return manifests()[self.connector].label

    @property
    def mark(self) -> str:
        """Another one as soon as the page would read otherwise."""
        return sha256("\0".join((self.connector, self.kind, self.language, self.title, self.html)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class UnseenPage:
    """A page that was created and that buyers cannot read yet: its merchant publishes it in the store."""

    made: PublicationRow
    document: DocumentRow


def missing_pages(context: Context, shop_id: int, kind: str) -> list[MissingPage]:
    """Of `kind`, one of outputs.MADE. None in a language of which the terms can say nothing."""
    terms = terms_of_shop(context, shop_id)
    with read(context.engine) as session:
        lacking = list(_lacking(session, shop_id, kind))
    written = (_written(connector, kind, language, terms) for connector, language in lacking)
    return [page for page in written if page.html]


def unseen_pages(context: Context, shop_id: int, kind: str) -> list[UnseenPage]:
    with read(context.engine) as session:
        made = publications.created_pages(session, shop_id)
        session.expunge_all()
    return [UnseenPage(row, page) for row, page in made if row.creates == kind and page.deleted_at is not None]


def create_page(context: Context, shop_id: int, page: MissingPage, by: str) -> PublicationRow:
    """Makes it in its store. The row as it stands then."""
    with write(context.engine) as session:
        now = context.clock()
        about = (page.kind, page.title, page.language, now, page.connector)
        draft = draft_page(session, shop_id, f"drafted {uuid4().hex}", *about)
        drafted = publications.draft(session, draft, page.says, "", page.html, by, now, page.kind, page.language)
        session.commit()
        drafted_id = drafted.id or 0
    row = publish(context, shop_id, drafted_id, by)
    if row is None:
        raise LookupError(f"publication {drafted_id} was deleted while it was under way")
    return row


def _lacking(session: Session, shop_id: int, kind: str) -> Iterator[tuple[str, str]]:
    """Store and language, of the stores that can be written; without what was created and nobody can read yet."""
    shop, documents = shop_of(session, shop_id), policy_documents(session, shop_id)
    stores = storefronts(session, shop_id)
    made = {(page.connector, row.locale) for row, page in publications.created_pages(session, shop_id)
            if row.creates == kind}  # fmt: skip
    for store in stores:
        if Publisher.__name__ not in manifests()[store.connector].roles:
            continue
        here = [one for one in documents if one.document.connector in ("", store.connector) or len(stores) == 1]
        having = {language_in(language_of(one)) for one in here if one.page_kind == kind}
        for language in written_languages(here, shop.language if shop else "en"):
            if language_in(language) not in having and (store.connector, language) not in made:
                yield store.connector, language


def _written(connector: str, kind: str, language: str, terms: Terms) -> MissingPage:
    words = wording(language, country=terms.settings.country)
    text, title = written_page(kind, terms, words), words.title(kind)
    document = read_html(text.html, id="", kind="policy", language=language, title=title)
    said = tuple(audit(document, lexicons()).codes("present"))
    lacking = tuple(code for code in text.lacking if code not in said)
    return MissingPage(connector, kind, language, title, text.html, said, lacking)
