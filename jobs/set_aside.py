"""A detail that does not apply is set aside, and taken up again: by whom and why stands in the log."""

from integration.store import catalogue, set_asides
from integration.store.activity import log
from integration.store.session import write
from integration.store.tables import SetAsideRow
from jobs.context import Context


def set_aside(
    context: Context, shop_id: int, document_id: int, code: str, reason: str, by: str, everywhere: bool = False
) -> SetAsideRow | None:
    """No longer looks for it in this text, or in the whole shop; None when the shop has no such text."""
    now = context.clock()
    with write(context.engine) as session:
        document = catalogue.document(session, shop_id, document_id)
        if document is None:
            return None
        where = None if everywhere else document_id
        row = set_asides.set_aside(session, shop_id, code, reason, by, now, where)
        place = "" if everywhere else document.title
        log(session, shop_id, now, by, "detail set aside", code, reason=reason, text=place)
        session.flush()
        session.expunge_all()
        session.commit()
    return row


def take_up(context: Context, shop_id: int, document_id: int, code: str, by: str, everywhere: bool = False) -> bool:
    """Whether it had been set aside just so."""
    now = context.clock()
    with write(context.engine) as session:
        document = catalogue.document(session, shop_id, document_id)
        where = None if everywhere else document_id
        if document is None or not set_asides.take_up(session, shop_id, code, where):
            return False
        place = "" if everywhere else document.title
        log(session, shop_id, now, by, "detail taken up again", code, text=place)
        session.commit()
    return True
