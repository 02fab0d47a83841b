"""The roles that WooCommerce plays."""

from collections.abc import Mapping

from connectors.woocommerce.publisher import WooCommercePublisher
from connectors.woocommerce.storefront import WooCommerceStorefront
from connectors.woocommerce.webhooks import WooCommerceWebhooks

ROLES: Mapping[str, type] = {
    "Webhooks": WooCommerceWebhooks,
    "Storefront": WooCommerceStorefront,
    "Publisher": WooCommercePublisher,
}
