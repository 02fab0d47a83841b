"""The roles that Postmark plays."""

from connectors.postmark.channel import PostmarkChannel
from connectors.postmark.subscriptions import PostmarkSubscriptions
from connectors.postmark.webhooks import PostmarkWebhooks

ROLES = {"Channel": PostmarkChannel, "Webhooks": PostmarkWebhooks, "Subscriptions": PostmarkSubscriptions}
