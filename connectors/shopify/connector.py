"""The roles that Shopify plays."""

from collections.abc import Mapping

from connectors.shopify.consent import ShopifyConsent
from connectors.shopify.installation import ShopifyInstallation
from connectors.shopify.lookup import ShopifyLookup
from connectors.shopify.publisher import ShopifyPublisher
from connectors.shopify.session_tokens import ShopifyEmbedding
from connectors.shopify.storefront import ShopifyStorefront
from connectors.shopify.subscriptions import ShopifySubscriptions
from connectors.shopify.tracking import ShopifyTracking
from connectors.shopify.translations import ShopifyTranslations
from connectors.shopify.webhooks import ShopifyWebhooks

ROLES: Mapping[str, type] = {
    "Webhooks": ShopifyWebhooks,
    "Installation": ShopifyInstallation,
    "Embedding": ShopifyEmbedding,
    "Storefront": ShopifyStorefront,
    "OrderLookup": ShopifyLookup,
    "DeepReading": ShopifyStorefront,
    "Translations": ShopifyTranslations,
    "Publisher": ShopifyPublisher,
    "Subscriptions": ShopifySubscriptions,
    "TrackingSink": ShopifyTracking,
    "Consent": ShopifyConsent,
}
