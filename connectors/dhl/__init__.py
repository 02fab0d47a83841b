"""DHL, asked directly."""
