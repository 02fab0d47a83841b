"""A stand-in WooCommerce: a real HTTP server on loopback that keeps a shop, signs, mails hooks, and breaks on demand."""
