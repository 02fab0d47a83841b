"""What holds a parcel up on its way, or an order at its store."""

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


class HoldCause(StrEnum):
    """Why a store does not send what it could. OTHER: it says something else, or nothing."""

    AWAITING_PAYMENT = "awaiting_payment"
    AWAITING_RETURN = "awaiting_return"
    FRAUD = "fraud"
    ADDRESS = "address"
    OUT_OF_STOCK = "out_of_stock"
    MAY_GROW = "may_grow"
    NO_DATE = "no_date"
    OTHER = "other"
