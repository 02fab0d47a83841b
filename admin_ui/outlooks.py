"""An order's days as the customer counts them: promised, expected, and the span between."""

from collections.abc import Sequence
from datetime import date, datetime

from admin_ui.pictures import Outlook
from integration.auth import context, visitor
from integration.domain.commerce import Address
from integration.domain.zones import zone_of
from integration.store.tables import EstimateRow, OrderRow, PromiseRow, TrackingEventRow


def day_there(order: OrderRow, moment: datetime) -> date:
    """The day of this moment where the customer lives."""
    address = Address(country=order.country, region=order.region, postcode=order.postcode)
    return moment.astimezone(zone_of(address, visitor().shop.timezone)).date()


def promised_day(order: OrderRow, promise: PromiseRow | None) -> date | None:
    return day_there(order, promise.promised_by) if promise and promise.promised_by else None


def outlook_of(
    order: OrderRow,
    promise: PromiseRow | None,
    estimate: EstimateRow | None,
    scans: Sequence[TrackingEventRow] = (),
) -> Outlook | None:
    """None while no estimate has been made."""
    if estimate is None:
        return None
    return Outlook(
        today=day_there(order, context().clock()),
        earliest=day_there(order, estimate.earliest),
        expected=day_there(order, estimate.expected),
        latest=day_there(order, estimate.latest),
        promised=promised_day(order, promise),
        scans=[day_there(order, scan.at) for scan in scans],
    )
