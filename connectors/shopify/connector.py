"""The roles that Shopify plays."""

from collections.abc import Mapping

from connectors.shopify.consent import ShopifyConsent
from connectors.shopify.installation import ShopifyInstallation
from connectors.shopify.publisher import ShopifyPublisher
from connectors.shopify.session_tokens import ShopifyEmbedding
from connectors.shopify.storefront import ShopifyStorefront
from connectors.shopify.tracking import ShopifyTracking
from connectors.shopify.webhooks import ShopifyWebhooks

ROLES: Mapping[str, type] = {
    "Webhooks": ShopifyWebhooks,
    "Installation": ShopifyInstallation,
    "Embedding": ShopifyEmbedding,
    "Storefront": ShopifyStorefront,
    "Publisher": ShopifyPublisher,
    "TrackingSink": ShopifyTracking,
    "Consent": ShopifyConsent,
}
