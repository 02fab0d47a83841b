"""Who belongs to a shop, and in which role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from integration.store.tables import MembershipRow, PersonRow


@dataclass(frozen=True, slots=True)
class Member:
    """`last_seen_at` is None for who was invited and never came."""

    person_id: int
    email: str
    role: str
    last_seen_at: datetime | None


def team(session: Session, shop_id: int) -> Sequence[Member]:
    """Everybody who may sign in to the shop, by address."""
    query = (
        select(MembershipRow.person_id, PersonRow.email, MembershipRow.role, PersonRow.last_seen_at)
        .join(PersonRow, col(PersonRow.id) == col(MembershipRow.person_id))
        .where(MembershipRow.shop_id == shop_id)
        .order_by(PersonRow.email)
    )
    return [Member(*row) for row in session.exec(query)]


def member(session: Session, shop_id: int, person_id: int) -> Member | None:
    return next((one for one in team(session, shop_id) if one.person_id == person_id), None)


def change_role(session: Session, shop_id: int, person_id: int, role: str) -> bool:
    """False, and nothing is changed, when the person is no member, or the shop would be left without an owner."""
    if role != "owner" and _is_last_owner(session, shop_id, person_id):
        return False
    theirs = (col(MembershipRow.shop_id) == shop_id, col(MembershipRow.person_id) == person_id)
    changed = update(MembershipRow).where(*theirs).values(role=role).returning(col(MembershipRow.id))
    return session.execute(changed).first() is not None


def remove_member(session: Session, shop_id: int, person_id: int) -> bool:
    """False, and nobody is removed, when the person is no member, or the shop would be left without an owner."""
    if _is_last_owner(session, shop_id, person_id):
        return False
    theirs = (col(MembershipRow.shop_id) == shop_id, col(MembershipRow.person_id) == person_id)
    return session.execute(delete(MembershipRow).where(*theirs).returning(col(MembershipRow.id))).first() is not None


def _is_last_owner(session: Session, shop_id: int, person_id: int) -> bool:
    """Takes the owners' rows first: two owners who step back at once must not both succeed."""
    owners = session.exec(
        select(MembershipRow.person_id)
        .where(MembershipRow.shop_id == shop_id, MembershipRow.role == "owner")
        .with_for_update()
    ).all()
    return list(owners) == [person_id]
