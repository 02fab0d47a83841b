"""What a shop's platform is set to: what its texts must agree with, and what proposed wording is filled from."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Zone:
    """Where one shipping price holds. `countries` are ISO 3166 codes, EU or world; `free_from` the total that frees it.

    Money is in the shop's currency; None is a price that the platform works out at checkout. `name` is what the
    platform calls this way of sending.
    """

    countries: tuple[str, ...]
    rate: Decimal | None = None
    free_from: Decimal | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The platform's own settings of one shop; what is not known is empty or None. `country` is where the shop is."""

    name: str = ""
    url: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    currency: str = ""
    prices_include_tax: bool | None = None
    zones: tuple[Zone, ...] = ()
