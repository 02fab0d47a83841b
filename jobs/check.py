"""Asks a vendor who it is that given keys open, before they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors import build, manifests
from integration.domain.merchant import Merchant
from integration.ports import Account, Permanent, Storefront, Temporary
from jobs.context import Context


@dataclass(frozen=True, slots=True)
class Checked:
    """What the vendor said to the keys. `problem` is "" when they work, or when there was nobody to ask.

    `learned` is what was found out on the way: the next call need not find it out again.
    """

    merchant: Merchant | None = None
    problem: str = ""
    trouble: str = ""
    learned: Mapping[str, str] = field(default_factory=dict)


def check(context: Context, connector: str, url: str, credentials: Mapping[str, str]) -> Checked:
    """Asks the vendor who the shop is, or whether the keys open its account. Raises Unauthorized, NoSuchConnector."""
    roles = manifests()[connector].roles if connector in manifests() else (Storefront.__name__,)
    learned: dict[str, str] = {}
    access = context.access(connector, url, credentials, learn=learned.__setitem__)
    try:
        if Account.__name__ in roles:
            build(connector, Account, access).check()
        if Storefront.__name__ not in roles:
            return Checked(learned=learned)
        return Checked(build(connector, Storefront, access).merchant(), learned=learned)
    except (Temporary, Permanent) as problem:
        return Checked(problem=str(problem), trouble=problem.trouble)
