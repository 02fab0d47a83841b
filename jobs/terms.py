"""A shop's terms put in force, by whatever door: checked, versioned, and in the log."""

from collections.abc import Mapping
from typing import Any

from integration.domain.shop import ShopSettings
from integration.domain.terms_record import read_terms
from integration.store import terms as kept
from integration.store.activity import log
from integration.store.session import write
from jobs.context import Context


def save_terms(context: Context, shop_id: int, row: Mapping[str, Any], by: str) -> int:
    """Puts the terms of `row`, as `terms_record` writes them, in force; their version.

    Raises ValueError beginning with the detail that cannot be so, IntegrityError when somebody saved at that moment.
    """
    entered, now = read_terms(row, ShopSettings()), context.clock()
    with write(context.engine) as session:
        before = kept.terms_in_force(session, shop_id)
        version = kept.save_terms(session, shop_id, entered, by, now)
        if before is None or before.version != version:
            log(session, shop_id, now, by, "terms saved", str(version))
        session.commit()
    return version
