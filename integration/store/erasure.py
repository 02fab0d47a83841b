"""A shop erased: every row of it, and the people who worked in no other."""

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, select

from integration.store.tables import InboxRow, MembershipRow, OrderRow, PersonRow, PrivacyRequestRow, ShopRow


def erase_shop(session: Session, shop_id: int) -> dict[str, int]:
    """Deletes the shop, and what hangs on it goes with it; how much it was.

    Its privacy requests outlive it as the proof, and lose whom they were about.
    """
    counted = {
        "orders": _count(session, OrderRow, shop_id),
        "deliveries": _count(session, InboxRow, shop_id),
        "people": len(staff := _only_here(session, shop_id)),
    }
    session.execute(update(PrivacyRequestRow).where(col(PrivacyRequestRow.shop_id) == shop_id).values(person={}))
    session.execute(delete(ShopRow).where(col(ShopRow.id) == shop_id))
    session.execute(delete(PersonRow).where(col(PersonRow.id).in_(staff)))
    return counted


def _only_here(session: Session, shop_id: int) -> list[int]:
    elsewhere = select(MembershipRow.person_id).where(MembershipRow.shop_id != shop_id)
    here = select(MembershipRow.person_id).where(MembershipRow.shop_id == shop_id)
    return list(session.exec(here.where(col(MembershipRow.person_id).not_in(elsewhere))))


def _count(session: Session, row: type[OrderRow] | type[InboxRow], shop_id: int) -> int:
    return int(session.scalar(select(func.count()).select_from(row).where(row.shop_id == shop_id)) or 0)
