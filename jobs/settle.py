"""Both sides of a contradiction are right, says a person, and takes the word back: why and by whom is in the log."""

from integration.store import contradictions
from integration.store.activity import log
from integration.store.session import write
from jobs.context import Context


def settle(context: Context, shop_id: int, contradiction_id: int, reason: str, by: str) -> bool:
    """No longer counted until one of its sides changes. Whether there was such an open one."""
    now = context.clock()
    with write(context.engine) as session:
        if not contradictions.settle(session, shop_id, contradiction_id, by, now, reason):
            return False
        log(session, shop_id, now, by, "contradiction called right", str(contradiction_id), reason=reason)
        session.commit()
    return True


def reopen(context: Context, shop_id: int, contradiction_id: int, by: str) -> bool:
    """Counted again. Whether anybody had called it right."""
    with write(context.engine) as session:
        if not contradictions.reopen(session, shop_id, contradiction_id):
            return False
        log(session, shop_id, context.clock(), by, "contradiction taken up again", str(contradiction_id))
        session.commit()
    return True
