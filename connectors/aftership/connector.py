"""The roles that AfterShip plays."""

from connectors.aftership.carrier import AfterShipAccount, AfterShipCarrier
from connectors.aftership.webhooks import AfterShipWebhooks

ROLES = {"Carrier": AfterShipCarrier, "Account": AfterShipAccount, "Webhooks": AfterShipWebhooks}
