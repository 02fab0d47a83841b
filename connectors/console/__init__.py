"""A shop of our own, for development and demonstration."""
