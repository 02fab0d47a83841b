"""The roles that WhatsApp plays."""

from connectors.whatsapp.channel import WhatsAppChannel
from connectors.whatsapp.client import WhatsAppAccount
from connectors.whatsapp.webhooks import WhatsAppWebhooks

ROLES = {
    "Account": WhatsAppAccount,
    "Channel": WhatsAppChannel,
    "Handshake": WhatsAppWebhooks,
    "Webhooks": WhatsAppWebhooks,
}
