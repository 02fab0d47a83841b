"""The roles that WooCommerce plays."""

from collections.abc import Mapping

from connectors.woocommerce.installation import WooCommerceInstallation
from connectors.woocommerce.publisher import WooCommercePublisher
from connectors.woocommerce.storefront import WooCommerceStorefront
from connectors.woocommerce.subscriptions import WooCommerceSubscriptions
from connectors.woocommerce.tracking import WooCommerceTracking
from connectors.woocommerce.webhooks import WooCommerceWebhooks

ROLES: Mapping[str, type] = {
    "Webhooks": WooCommerceWebhooks,
    "Installation": WooCommerceInstallation,
    "Subscriptions": WooCommerceSubscriptions,
    "Storefront": WooCommerceStorefront,
    "Publisher": WooCommercePublisher,
    "TrackingSink": WooCommerceTracking,
}
