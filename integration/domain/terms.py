"""A shop's terms of trade as facts in no language: the one record from which every text is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from integration.domain.audit.finding import Fact
from integration.domain.shop import ShopSettings


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop is known to grant and ask: by detail code the facts, said on a page or entered by the merchant."""

    settings: ShopSettings
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)

    def known(self, code: str) -> tuple[Fact, ...]:
        return self.facts.get(code, ())
