"""What customers wish to hear, also those who were erased: a wish then stands under a keyed hash of its address."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import Session, col, func, select

from integration.store.tables import OrderRow, PreferenceRow
from integration.store.vault import Vault


def wishes(session: Session, shop_id: int, address: str, vault: Vault) -> Sequence[PreferenceRow]:
    """Every wish of who has this mail address; those of the erased as long as the key they were hidden by is listed."""
    return wishes_of(session, shop_id, [address], vault)[address]


def wishes_of(
    session: Session, shop_id: int, addresses: Iterable[str], vault: Vault
) -> Mapping[str, list[PreferenceRow]]:
    """The same for each of these addresses."""
    names = {one: {one.casefold(), *_hidden(vault, shop_id, one.casefold())} for one in addresses}
    wanted = {name for each in names.values() for name in each}
    query = select(PreferenceRow).where(PreferenceRow.shop_id == shop_id, col(PreferenceRow.address).in_(wanted))
    rows = session.exec(query.order_by(col(PreferenceRow.id))).all()
    return {one: [row for row in rows if row.address in each] for one, each in names.items()}


def hide_wishes(session: Session, shop_id: int, vault: Vault) -> int:
    """Takes the address from the wishes of those whom no order names any more; how many."""
    named = select(func.lower(OrderRow.customer_email)).where(OrderRow.shop_id == shop_id)
    query = select(PreferenceRow).where(PreferenceRow.shop_id == shop_id, col(PreferenceRow.address).contains("@"))
    orphans = session.exec(query.where(col(PreferenceRow.address).not_in(named))).all()
    for row in orphans:
        _hide(session, row, vault)
    session.flush()
    return len(orphans)


def _hide(session: Session, row: PreferenceRow, vault: Vault) -> None:
    """Under the newest key; into the wish that is hidden already, where the address was heard of again."""
    hidden = next((one for one in wishes(session, row.shop_id, row.address, vault) if one.id != row.id), None)
    if hidden is None:
        row.address = _hidden(vault, row.shop_id, row.address)[0]
        session.add(row)
        return
    hidden.unsubscribed_at = hidden.unsubscribed_at or row.unsubscribed_at
    hidden.bounced_at = hidden.bounced_at or row.bounced_at
    session.add(hidden)
    session.delete(row)


def _hidden(vault: Vault, shop_id: int, address: str) -> tuple[str, ...]:
    return vault.pseudonyms(f"wishes of shop {shop_id}", address)
