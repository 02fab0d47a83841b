"""Coming in: the one use of a sign-in link, and the shops that a person may enter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CursorResult, select, update
from sqlmodel import Session, col

from integration.store.tables import MembershipRow, PersonRow, ShopRow


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a shop."""

    person: PersonRow
    role: str
    shop: ShopRow


def sign_in(session: Session, person_id: int, last_seen_at: datetime | None, now: datetime) -> bool:
    """Marks the person seen, if nobody signed in since `last_seen_at`: a link made then works once."""
    result = session.execute(
        update(PersonRow)
        .where(col(PersonRow.id) == person_id, col(PersonRow.last_seen_at).is_not_distinct_from(last_seen_at))
        .values(last_seen_at=now)
    )
    assert isinstance(result, CursorResult)  # noqa: S101 an UPDATE always gives one; tells mypy
    return result.rowcount == 1


def seats(session: Session, person_id: int) -> Sequence[Seat]:
    """Every shop the person belongs to, by name."""
    query = (
        select(PersonRow, col(MembershipRow.role), ShopRow)
        .join(MembershipRow, col(MembershipRow.person_id) == col(PersonRow.id))
        .join(ShopRow, col(ShopRow.id) == col(MembershipRow.shop_id))
        .where(col(PersonRow.id) == person_id, col(ShopRow.uninstalled_at).is_(None))
        .order_by(col(ShopRow.name))
    )
    return [Seat(*row) for row in session.execute(query)]
