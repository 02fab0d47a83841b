"""What a store lets the app do beyond reading: asked for apart from the installation, when the merchant turns it on.

Source: https://shopify.dev/docs/apps/build/authentication-authorization/app-installation/manage-access-scopes
"""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit

from connectors.access import Access
from connectors.shopify.client import Client
from connectors.shopify.installation import scopes
from connectors.shopify.scopes import covers, granted, is_installed
from connectors.shopify.subscriptions import ON_REQUEST

ASKED: Mapping[str, tuple[str, ...]] = {
    "Publisher": ("write_products", "write_legal_policies", "write_content"),
    "Translations": ("write_translations",),
    "TrackingSink": (
        "write_fulfillments",
        "write_merchant_managed_fulfillment_orders",
        "write_third_party_fulfillment_orders",
    ),
    "Subscriptions": tuple(dict.fromkeys(ON_REQUEST.values())),
}
"""By role; the app declares them as optional."""


class ShopifyConsent:
    def __init__(self, access: Access) -> None:
        self._access, self._client = access, Client(access)

    def lacking(self, role: str) -> Sequence[str]:
        held = granted(self._client)
        return [scope for scope in ASKED.get(role, ()) if not covers(held, scope)]

    def consent_page(self, role: str) -> str:
        """Of an app that a merchant made for their own store no page asks: they choose its scopes themselves."""
        account = (urlsplit(self._access.url).hostname or "").removesuffix(".myshopify.com")
        if not is_installed(self._access) or role not in ASKED:
            return ""
        asked = {"client_id": self._access.app["api_key"], "scope": scopes(), "optional_scopes": ",".join(ASKED[role])}
        return f"https://admin.shopify.com/store/{account}/oauth/install?{urlencode(asked)}"
