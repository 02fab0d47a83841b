"""A stand-in WooCommerce: a real HTTP server on loopback that keeps a shop, signs, calls hooks, breaks on demand."""
