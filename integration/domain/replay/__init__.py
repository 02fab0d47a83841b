"""A shop's past orders lived through again, morning by morning: whom would we have warned, and when?

    table = orders_table(orders)                  # any number of PastOrder
    for look in looks(table): ...                 # every open order, every morning, with its chance of being late

The morning of a day knows what happened before that day and nothing else. The model counts, per day of age, how many
of the parcels still under way arrived (a hazard): by lane, shrunk to like distances, shrunk to all; old counts fade;
weekdays and regions that run slow or fast stretch or shrink it; and its word is set right by how often it was true.
"""

from integration.domain.replay.mornings import Look, looks
from integration.domain.replay.orders import OrderTable, PastOrder, orders_table
from integration.domain.replay.policy import SETTINGS, Setting, decide

__all__ = ["SETTINGS", "Look", "OrderTable", "PastOrder", "Setting", "decide", "looks", "orders_table"]
