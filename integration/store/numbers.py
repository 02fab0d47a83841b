"""What is known of customers' telephone numbers on each channel; of the number itself only a keyed hash is kept."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from integration.domain.channel import BY_NUMBER, ChannelKind, Standing
from integration.store.tables import PreferenceRow
from integration.store.vault import Vault


class Said(StrEnum):
    """What was heard of a number. The newest word of its owner counts: a stop ends what they agreed to, and back."""

    AGREED = "agreed_at"
    STOPPED = "unsubscribed_at"
    BOUNCED = "bounced_at"


_ENDS: Mapping[Said, Said] = {Said.AGREED: Said.STOPPED, Said.STOPPED: Said.AGREED}


def standings(session: Session, shop_id: int, number: str, vault: Vault) -> Mapping[ChannelKind, Standing]:
    """Of a number in E.164, on each channel on which anything was heard of it."""
    if not number:
        return {}
    rows = {channel: row for channel in BY_NUMBER if (row := _row(session, shop_id, channel, number, vault))}
    return {
        channel: Standing(bool(row.agreed_at), bool(row.unsubscribed_at), bool(row.bounced_at))
        for channel, row in rows.items()
    }


def note_number(
    session: Session, shop_id: int, channel: ChannelKind, number: str, said: Said, now: datetime, vault: Vault
) -> None:
    """Keeps the first moment at which we heard of it."""
    row = _row(session, shop_id, channel, number, vault) or PreferenceRow(
        shop_id=shop_id, address=_names(vault, shop_id, channel, number)[0], channel=channel
    )
    setattr(row, said, getattr(row, said) or now)
    if ended := _ENDS.get(said):
        setattr(row, ended, None)
    session.add(row)
    session.flush()


def hidden_numbers(vault: Vault, shop_id: int, number: str) -> tuple[str, ...]:
    """All names under which wishes about a number may be kept."""
    return tuple(name for channel in BY_NUMBER for name in _names(vault, shop_id, channel, number))


def _row(session: Session, shop_id: int, channel: ChannelKind, number: str, vault: Vault) -> PreferenceRow | None:
    names = _names(vault, shop_id, channel, number)
    query = select(PreferenceRow).where(PreferenceRow.shop_id == shop_id, col(PreferenceRow.address).in_(names))
    return session.exec(query.order_by(col(PreferenceRow.id))).first()


def _names(vault: Vault, shop_id: int, channel: ChannelKind, number: str) -> tuple[str, ...]:
    return vault.pseudonyms(f"wishes of shop {shop_id}", f"{channel}:{number}")
