"""What holds a parcel up."""

from enum import StrEnum


class IncidentReason(StrEnum):
    """Why a parcel is held up, named for whom it lies with. NONE: the carrier's own code says that nothing is wrong."""

    CARRIER_DAMAGED = "carrier_damaged"
    CARRIER_LATE = "carrier_late"
    CARRIER_LOST = "carrier_lost"
    CARRIER_MISSORTED = "carrier_missorted"
    CONSIGNEE_ABSENT = "consignee_absent"
    CONSIGNEE_ADDRESS = "consignee_address"
    CONSIGNEE_DUTIES = "consignee_duties"
    CONSIGNEE_REFUSED = "consignee_refused"
    CONSIGNEE_WISH = "consignee_wish"
    CUSTOMS = "customs"
    SHOP = "shop"
    WEATHER = "weather"
    NONE = "none"
