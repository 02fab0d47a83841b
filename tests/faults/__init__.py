"""A shop whose deliveries come twice, late and out of order, while workers die and its mail server misbehaves."""
