"""17TRACK follows parcels of some three thousand carriers."""
