"""A shop's past orders lived through again, morning by morning: whom would we have warned, and when?

    table = past_table(orders)                    # any number of Parcel
    for look in looks(table): ...                 # every open order, every morning, with its chance of being late

The morning of a day knows what happened before that day and nothing else. The estimate is that of the live orders.
"""

from integration.domain.replay.mornings import Look, looks, past_table

__all__ = ["Look", "looks", "past_table"]
