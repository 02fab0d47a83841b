"""Why a store holds an order back, in the reader's words."""

from collections.abc import Mapping

from admin_ui.words import gettext_noop, tell
from integration.domain.incident_reason import HoldCause

CAUSES: Mapping[str, str] = {
    HoldCause.AWAITING_PAYMENT: gettext_noop("it awaits the payment"),
    HoldCause.AWAITING_RETURN: gettext_noop("it awaits goods that come back"),
    HoldCause.FRAUD: gettext_noop("it may be a fraud"),
    HoldCause.ADDRESS: gettext_noop("the address may be wrong"),
    HoldCause.OUT_OF_STOCK: gettext_noop("it is out of stock"),
    HoldCause.MAY_GROW: gettext_noop("the customer may still add to it"),
    HoldCause.NO_DATE: gettext_noop("the day of delivery is not known"),
    HoldCause.OTHER: gettext_noop("for a reason of the store’s own"),
}


def causes(held_for: str) -> list[str]:
    """Of an order's row."""
    return [tell(CAUSES[cause]) for cause in held_for.split(",") if cause]
