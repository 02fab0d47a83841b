"""Puts a rewritten text into the shop, and takes it back: only over the words that were read, never half-way forgotten.

The row says `publishing` before the vendor is called. When nobody knows what became of the call (the line broke, the
process died), the same call is made again: it compares before it writes, so that twice is once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from integration.domain.alike import same_words
from integration.domain.commerce import Policy, PolicyKind
from integration.ports import Changed, Exists, Permanent, Published, Publisher, Temporary, Unauthorized
from integration.ports.sentences import Sentence
from integration.store import activity, catalogue, drafted_pages, publications, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, DocumentRow, PublicationRow
from jobs.audit import audit_document
from jobs.channels import publisher_of
from jobs.context import Context

LEASE_SECONDS = 300.0
LOOK_AGAIN = timedelta(minutes=1)
MOST_ATTEMPTS = 10
NO_PUBLISHER = Sentence(
    "the store that this text comes from has no live connection that can write it; connect it again under Connections, "
    "or put the words in by hand"
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A publication in our hands, publishing or undoing. `connection` is None where nothing can be written."""

    context: Context
    row: PublicationRow
    document: DocumentRow
    connection: ConnectionRow | None

    @property
    def undoing(self) -> bool:
        return self.row.state == "undoing"

    @property
    def goal(self) -> str:
        """The text that shall stand."""
        return self.row.before if self.undoing else self.row.after

    @property
    def by(self) -> str:
        return self.row.undone_by if self.undoing else self.row.by


def publish_text(
    context: Context, document: DocumentRow, codes: Sequence[str], before: str, after: str, by: str
) -> PublicationRow:
    """Drafts a new text, to say these details, and publishes it. The row as it stands then."""
    with write(context.engine) as session:
        drafted = publications.draft(session, document, codes, before, after, by, context.clock())
        session.commit()
        drafted_id = drafted.id or 0
    row = publish(context, document.shop_id, drafted_id, by)
    if row is None:
        raise LookupError(f"publication {drafted_id} was deleted while it was under way")
    return row


def publish(context: Context, shop_id: int, publication_id: int, by: str) -> PublicationRow | None:
    """Publishes a draft, or one that failed. The row as it stands then; None when the shop has no such row."""
    with write(context.engine) as session:
        now = context.clock()
        taken = publications.start_publishing(session, shop_id, publication_id, by, now, LEASE_SECONDS)
        session.commit()
    return _take_turn(context, shop_id, publication_id) if taken else _row(context, shop_id, publication_id)


def undo(context: Context, shop_id: int, publication_id: int, by: str) -> PublicationRow | None:
    """Puts back, byte for byte, what stood before; refused like a publication when something else stands there now."""
    with write(context.engine) as session:
        now = context.clock()
        taken = publications.start_undoing(session, shop_id, publication_id, by, now, LEASE_SECONDS)
        session.commit()
    return _take_turn(context, shop_id, publication_id) if taken else _row(context, shop_id, publication_id)


def resume(context: Context, publication_id: int) -> None:
    """Goes on with one that a dead process or a silent vendor left half-way."""
    with write(context.engine) as session:
        row = publications.take_over(session, publication_id, context.clock(), LEASE_SECONDS)
        shop_id = row.shop_id if row else None
        session.commit()
    if shop_id is not None:
        _take_turn(context, shop_id, publication_id)


def _take_turn(context: Context, shop_id: int, publication_id: int) -> PublicationRow | None:
    turn = _turn(context, shop_id, publication_id)
    try:
        stands = _call(turn)
    except Changed as problem:
        if not turn.row.creates and same_words(problem.current, turn.goal):  # an earlier try had come through
            _done(turn, Published(problem.current, ""))
        else:
            _refused(turn, problem)
    except Permanent as problem:
        _failed(turn, str(problem))
    except Unauthorized as problem:
        _failed(turn, str(problem), pause=True)
    except Temporary as problem:
        _later(turn, str(problem))
    else:
        _done(turn, stands)
    return _row(context, shop_id, publication_id)


def _call(turn: _Turn) -> Published | Policy:
    if turn.connection is None:
        raise Permanent(NO_PUBLISHER())
    publisher = turn.context.open(turn.connection, Publisher)
    if turn.row.creates:
        return _create(turn, publisher)
    row, product = turn.row, turn.document.kind == "product"
    place = (turn.document.language, row.after if turn.undoing else row.before)
    if turn.undoing and row.kept:
        restore = publisher.restore_product if product else publisher.restore_policy
        return restore(turn.document.vendor_id, row.kept, *place)
    # Also an undo of what a crash kept us from hearing of: what was read is sent where what was held is not known.
    send = publisher.publish_product if product else publisher.publish_policy
    return send(turn.document.vendor_id, turn.goal, *place)


def _create(turn: _Turn, publisher: Publisher) -> Published | Policy:
    row = turn.row
    if not turn.undoing:
        again = row.attempts > 1
        return publisher.create_policy(PolicyKind(row.creates), turn.document.title, row.after, row.locale, again)
    publisher.delete_policy(turn.document.vendor_id, row.locale, row.after)
    return Published("", "")


def _done(turn: _Turn, stands: Published | Policy) -> None:
    if isinstance(stands, Policy):
        audit_document(turn.context, _created(turn, stands))
        return
    now = turn.context.clock()
    with write(turn.context.engine) as session:
        if turn.undoing:
            publications.undone(session, turn.row, now)
        else:
            publications.published(session, turn.row, stands.html, stands.kept, now)
        if turn.row.creates:
            drafted_pages.mark_gone(session, turn.row.shop_id, turn.row.document_id, now)
            _log(session, turn, "page taken back")
        else:
            _log(session, turn, "text put back" if turn.undoing else "text published")
            _save(session, turn, stands.html)
        session.commit()
    audit_document(turn.context, turn.row.document_id)


def _created(turn: _Turn, page: Policy) -> int:
    """The document of a page that stands now; one that buyers cannot read yet counts nowhere."""
    now, shop_id = turn.context.clock(), turn.row.shop_id
    with write(turn.context.engine) as session:
        document = catalogue.save_policy(session, shop_id, page, now, turn.document.connector)
        document_id = document.id or 0
        if not page.published:
            drafted_pages.mark_gone(session, shop_id, document_id, now)
        publications.created(session, turn.row, document, page.html, now)
        _log(session, turn, "page created")
        session.commit()
    return document_id


def _refused(turn: _Turn, problem: Changed) -> None:
    """What stands there is a new version of the text; it is read at once. An undo refused leaves it published."""
    with write(turn.context.engine) as session:
        state = "published" if turn.undoing else "refused"
        publications.not_done(session, turn.row, state, str(problem), problem.current)
        _log(session, turn, "publication refused", reason=str(problem))
        if not isinstance(problem, Exists):
            _save(session, turn, problem.current)
        session.commit()
    audit_document(turn.context, turn.row.document_id)


def _failed(turn: _Turn, reason: str, pause: bool = False) -> None:
    with write(turn.context.engine) as session:
        publications.not_done(session, turn.row, "published" if turn.undoing else "failed", reason)
        _log(session, turn, "publication failed", reason=reason)
        if pause and turn.connection is not None:
            shops.pause_connection(session, turn.row.shop_id, turn.connection.connector, reason)
        session.commit()


def _later(turn: _Turn, reason: str) -> None:
    if turn.row.attempts >= MOST_ATTEMPTS:
        _failed(turn, reason)
        return
    with write(turn.context.engine) as session:
        publications.try_later(session, turn.row, reason, turn.context.clock() + LOOK_AGAIN * turn.row.attempts)
        session.commit()


def _log(session: Session, turn: _Turn, act: str, **detail: str) -> None:
    row = turn.row
    activity.log(
        session, row.shop_id, turn.context.clock(), turn.by, act, turn.document.title, publication=row.id, **detail
    )


def _save(session: Session, turn: _Turn, html: str) -> None:
    document = catalogue.document(session, turn.row.shop_id, turn.row.document_id)
    if document is not None:
        catalogue.save_text(session, turn.row.shop_id, document, html, turn.context.clock())


def _turn(context: Context, shop_id: int, publication_id: int) -> _Turn:
    with read(context.engine) as session:
        row = publications.publication(session, shop_id, publication_id)
        document = catalogue.document(session, shop_id, row.document_id) if row else None
        if row is None or document is None:
            raise LookupError(f"publication {publication_id} was deleted while it was under way")
        connection = publisher_of(session, document)
        session.expunge_all()
    return _Turn(context, row, document, connection)


def _row(context: Context, shop_id: int, publication_id: int) -> PublicationRow | None:
    with read(context.engine) as session:
        row = publications.publication(session, shop_id, publication_id)
        session.expunge_all()
    return row
