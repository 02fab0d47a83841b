"""Whose doing a delay is, where the scans and the shop's own word tell: it changes what an apology says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from integration.domain.commerce import Fulfillment
from integration.domain.incident_reason import IncidentReason
from integration.domain.tracking import handed_over_at, incident_of, merge


class Fault(StrEnum):
    OURS = "ours"
    CARRIER = "carrier"
    CUSTOMS = "customs"
    ADDRESS = "address"
    WEATHER = "weather"


_BY_INCIDENT: Mapping[IncidentReason, Fault] = {
    IncidentReason.CARRIER_DAMAGED: Fault.CARRIER,
    IncidentReason.CARRIER_LATE: Fault.CARRIER,
    IncidentReason.CARRIER_LOST: Fault.CARRIER,
    IncidentReason.CARRIER_MISSORTED: Fault.CARRIER,
    IncidentReason.CONSIGNEE_ADDRESS: Fault.ADDRESS,
    IncidentReason.CONSIGNEE_DUTIES: Fault.CUSTOMS,
    IncidentReason.CUSTOMS: Fault.CUSTOMS,
    IncidentReason.SHOP: Fault.OURS,
    IncidentReason.WEATHER: Fault.WEATHER,
}


def fault_of(parcels: Sequence[Fulfillment], leave_by: datetime | None, now: datetime) -> Fault | None:
    """None where nobody can say. `leave_by` is when all of it should have left; what left later, or not, is ours.

    `parcels` are those still under way.
    """
    incidents = [incident_of(merge(parcel.events)[-1]) for parcel in parcels if parcel.events]
    named = [_BY_INCIDENT[incident] for incident in incidents if incident is not None and incident in _BY_INCIDENT]
    if named:
        return named[0]
    if leave_by is None:
        return None
    left = [handed_over_at(parcel.events) or parcel.shipped_at for parcel in parcels] or [None]
    return Fault.OURS if max(moment or now for moment in left) > leave_by else None
