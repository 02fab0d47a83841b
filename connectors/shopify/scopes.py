"""What a key may do, by the names of its scopes."""

from collections.abc import Iterable

from shopify import ApiAccess

OURS = ("read_", "write_")
"""ShopifyAPI refuses a list with any other name in it, such as customer_read_orders, which an app may hold."""


def covers(held: Iterable[str], scope: str) -> bool:
    """Whether these include that one: who may write may read."""
    return bool(ApiAccess([one for one in held if one.startswith(OURS)]).covers(ApiAccess([scope])))
