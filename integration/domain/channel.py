"""By which channels a customer may be told, in the order in which they are tried: mail first, a number after it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from integration.domain.sending import MessageClass


class ChannelKind(StrEnum):
    MAIL = "mail"
    SMS = "sms"
    WHATSAPP = "whatsapp"


class Consent(StrEnum):
    """Who is texted. AGREED: customers who said so to us. CHECKOUT: the shop's checkout asks each buyer for it."""

    AGREED = "agreed"
    CHECKOUT = "checkout"


BY_NUMBER = (ChannelKind.WHATSAPP, ChannelKind.SMS)
"""In this order: only who agreed to it is reached by the first."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What we know of one number on one channel: its owner agreed, said stop, or what is sent there comes back."""

    agreed: bool = False
    stopped: bool = False
    bounced: bool = False


UNKNOWN = Standing()


@dataclass(frozen=True, slots=True)
class Reach:
    """How a customer can be reached besides by mail. `mobile` is in E.164, "" when the order names none.

    `rules` holds the channels that the merchant turned on; `connected` those that a connection brings.
    """

    mobile: str = ""
    rules: Mapping[ChannelKind, Consent] = field(default_factory=lambda: MappingProxyType({}))
    standings: Mapping[ChannelKind, Standing] = field(default_factory=lambda: MappingProxyType({}))
    connected: frozenset[ChannelKind] = frozenset({ChannelKind.MAIL})

    def by_number(self, kind: MessageClass) -> tuple[ChannelKind, ...]:
        """The channels that may carry a message of this class to the number, the first choice first."""
        if not self.mobile:
            return ()
        usable = (channel for channel in BY_NUMBER if channel in self.connected)
        return tuple(channel for channel in usable if self._may(channel, kind))

    def _may(self, channel: ChannelKind, kind: MessageClass) -> bool:
        rule, standing = self.rules.get(channel), self.standings.get(channel, UNKNOWN)
        if rule is None or standing.stopped or standing.bounced:
            return False
        if channel is ChannelKind.WHATSAPP and kind is MessageClass.LEGAL:
            return False  # its templates are fixed words; clauses with the days of an order do not fit in
        agreed = standing.agreed or (rule is Consent.CHECKOUT and kind is not MessageClass.MARKETING)
        return agreed or (kind is MessageClass.LEGAL and channel is ChannelKind.SMS)


def open_channels(email: str, by_number: Sequence[ChannelKind], *, bounced: bool, no_mail: bool) -> list[ChannelKind]:
    """All by which this customer may be told. `no_mail`: the shop sends none, which counts where a number is open."""
    mail = "@" in email and not bounced and not (no_mail and by_number)
    return [*([ChannelKind.MAIL] if mail else []), *by_number]


def next_channel(channels: Sequence[ChannelKind], failed: Collection[str]) -> ChannelKind | None:
    """The first that has not failed already; None when there is none left."""
    return next((channel for channel in channels if channel not in failed), None)


def read_channel_rules(settings: Mapping[str, Any]) -> Mapping[ChannelKind, Consent]:
    """From a shop's own settings, under "channels"; what is not there is off. Raises ValueError naming the entry."""
    given = settings.get("channels") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"channels: a table of settings is wanted, not {given!r}")
    rules = {}
    for channel in BY_NUMBER:
        if (chosen := given.get(channel)) is not None:
            if chosen not in list(Consent):
                raise ValueError(f"{channel}: one of {', '.join(Consent)} is wanted, not {chosen!r}")
            rules[channel] = Consent(chosen)
    return rules
