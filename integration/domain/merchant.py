"""The shop itself, as its platform describes it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merchant:
    """`timezone` is an IANA name.

    `id` is the platform's own lasting name of the shop, whatever its address; "" where it tells none.
    """

    name: str
    email: str
    url: str
    currency: str
    country: str
    timezone: str
    language: str
    prices_include_tax: bool | None = None
    id: str = ""
