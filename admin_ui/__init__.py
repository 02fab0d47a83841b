"""The merchant's screens, drawn by the server; they work without script."""
