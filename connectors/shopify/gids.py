"""The names by which Shopify's API calls a thing: its kind and its number."""

from integration.ports import Permanent


def gid(kind: str, number: str) -> str:
    """Raises Permanent: an id from a delivery must not become part of a query as it stands."""
    if not (number.isascii() and number.isdigit()):
        raise Permanent(f"{number!r} is no id of Shopify's")
    return f"gid://shopify/{kind}/{number}"
