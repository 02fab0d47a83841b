"""When a parcel will arrive: one estimate, for a shop's live parcels and for its past lived through again.

    model = Model()
    model.learn(yesterday, table)                           # each day once, in order
    outlook = model.look(table, rows, today, yesterday)     # every open parcel's chance of being late, and its days

The model counts, per working day of age, how many of the parcels still under way arrived (a hazard): by lane and
carrier, shrunk to the lane, to like ways, to what carriers publish; old counts fade; kinds of day and regions that run
slow or fast stretch or shrink it; and its word is set right by how often it was true.
"""

from integration.domain.delay.model import Model, Outlook
from integration.domain.delay.parcels import Parcel, Parcels, parcels_table

__all__ = ["Model", "Outlook", "Parcel", "Parcels", "parcels_table"]
