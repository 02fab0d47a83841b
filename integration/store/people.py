"""People who sign in, and their roles. They stand apart from shops: one person may work in several."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from integration.store.tables import MembershipRow, PersonRow
from integration.store.upsert import upsert


def person(session: Session, person_id: int) -> PersonRow | None:
    return session.get(PersonRow, person_id)


def person_by_email(session: Session, email: str) -> PersonRow | None:
    return session.exec(select(PersonRow).where(PersonRow.email == _address(email))).first()


def add_person(session: Session, email: str, now: datetime, name: str = "") -> PersonRow:
    """The person with this address, new or already known."""
    given = {"email": _address(email), "name": name, "created_at": now}
    session.execute(upsert(session, PersonRow).values(given).on_conflict_do_nothing(index_elements=["email"]))
    return session.exec(select(PersonRow).where(PersonRow.email == given["email"])).one()


def add_member(session: Session, person_id: int, shop_id: int, role: str) -> None:
    """Lets a person into a shop as owner, staff or reader; once more changes the role."""
    session.execute(
        upsert(session, MembershipRow)
        .values(person_id=person_id, shop_id=shop_id, role=role)
        .on_conflict_do_update(index_elements=["person_id", "shop_id"], set_={"role": role})
    )


def owners(session: Session, shop_id: int) -> Sequence[PersonRow]:
    """Who owns the shop, in the order in which they came."""
    query = select(PersonRow).join(MembershipRow, col(MembershipRow.person_id) == col(PersonRow.id))
    mine = (MembershipRow.shop_id == shop_id, MembershipRow.role == "owner")
    return session.exec(query.where(*mine).order_by(col(MembershipRow.id))).all()


def _address(email: str) -> str:
    return email.strip().lower()
