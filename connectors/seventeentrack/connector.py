"""The roles that 17TRACK plays."""

from connectors.seventeentrack.carrier import SeventeenTrackAccount, SeventeenTrackCarrier
from connectors.seventeentrack.webhooks import SeventeenTrackWebhooks

ROLES = {
    "Carrier": SeventeenTrackCarrier,
    "Account": SeventeenTrackAccount,
    "Webhooks": SeventeenTrackWebhooks,
}
