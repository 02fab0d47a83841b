"""AfterShip follows parcels of some twelve hundred carriers."""
