"""The core: the ground floor (domain) and the roof (app) are both here; names no vendor."""
