"""The roles that Twilio plays."""

from connectors.twilio.account import TwilioAccount
from connectors.twilio.channel import TwilioChannel
from connectors.twilio.subscriptions import TwilioSubscriptions
from connectors.twilio.webhooks import TwilioWebhooks

ROLES = {
    "Account": TwilioAccount,
    "Channel": TwilioChannel,
    "Webhooks": TwilioWebhooks,
    "Subscriptions": TwilioSubscriptions,
}
