"""What a key may do, by the names of its scopes."""

from collections.abc import Iterable

from shopify import ApiAccess

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.values import objects, table, text

OURS = ("read_", "write_")
"""ShopifyAPI refuses a list with any other name in it, such as customer_read_orders, which an app may hold."""


def covers(held: Iterable[str], scope: str) -> bool:
    """Whether these include that one: who may write may read."""
    return bool(ApiAccess([one for one in held if one.startswith(OURS)]).covers(ApiAccess([scope])))


def granted(client: Client) -> list[str]:
    """As the store has it now: what was granted may have been taken back there."""
    held = table(client.read("access_scopes").get("currentAppInstallation"))
    return [text(one.get("handle")) for one in objects(held.get("accessScopes"))]


def is_installed(access: Access) -> bool:
    """Whether the store installed this installation's app; else it has an app of its own, with scopes of its choice."""
    return bool(access.app) and "refresh_token" in access.credentials
