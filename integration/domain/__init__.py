"""Pure rules of the shop's trade: no I/O, no clock, no framework; `now` and tables are arguments."""
