"""Template messages through Meta's WhatsApp Cloud API."""
