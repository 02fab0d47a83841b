"""WooCommerce's JSON as orders and products. Pure; raises ValueError when what was read is not what it should be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from connectors.values import amount, identity, kept, markup, moment, name, objects, table, text, whole
from connectors.woocommerce.parcels import CORE, meta, packed, parcels
from integration.domain.commerce import (
    Address,
    Customer,
    Fulfillment,
    Money,
    Offer,
    Order,
    OrderLine,
    OrderStatus,
    Product,
    Raw,
    Refund,
)

STATUSES = {
    "pending": OrderStatus.PENDING,
    "checkout-draft": OrderStatus.PENDING,
    "auto-draft": OrderStatus.PENDING,
    "failed": OrderStatus.PENDING,
    "processing": OrderStatus.PAID,
    "on-hold": OrderStatus.ON_HOLD,
    "completed": OrderStatus.FULFILLED,
    "cancelled": OrderStatus.CANCELLED,
    "refunded": OrderStatus.REFUNDED,
    "trash": OrderStatus.DELETED,
    # Written by tracking plugins, AST above all.
    "partial-shipped": OrderStatus.PAID,
    "updated-tracking": OrderStatus.FULFILLED,
    "shipped": OrderStatus.FULFILLED,
    "delivered": OrderStatus.FULFILLED,
}
LANGUAGE_META = ("wpml_language", "trp_language", "weglot_language")
PICKUP = ("local_pickup", "pickup_location")


def order(raw: Raw, fulfillments: Sequence[Raw] = ()) -> Order:
    """An order with its parcels. `total` is before refunds: WooCommerce never lowers it either."""
    order_id, currency = identity(raw.get("id")), text(raw.get("currency")).upper()
    placed_at = moment(raw.get("date_created_gmt")) or moment(raw.get("date_modified_gmt"))
    if not order_id or not currency or placed_at is None:
        raise ValueError("this is no order: its id, its currency or its date is missing")
    found = parcels(raw, fulfillments)
    return Order(
        id=order_id,
        number=text(raw.get("number")) or order_id,
        status=_status(raw),
        placed_at=placed_at,
        total=Money(amount(raw.get("total")) or Decimal(0), currency),
        lines=_lines(raw, currency, _sent(raw, found, fulfillments)),
        customer=_customer(raw),
        ship_to=_address(raw),
        paid_at=moment(raw.get("date_paid_gmt")),
        updated_at=moment(raw.get("date_modified_gmt")),
        shipping_method=_shipping_method(raw),
        fulfillments=found,
        refunds=_refunds(raw, order_id, currency),
        raw=kept(raw),
    )


def product(raw: Raw, currency: str) -> Product:
    """A product with one offer; a variable one is offered "from" its cheapest variation, as its page shows it."""
    product_id = identity(raw.get("id"))
    if not product_id or text(raw.get("type")) == "variation":
        raise ValueError("this is no product: it has no id, or it is a variation of one")
    price, regular = amount(raw.get("price")), amount(raw.get("regular_price"))
    offer = Offer(
        id=product_id,
        sku=text(raw.get("sku")),
        price=None if price is None else Money(price, currency),
        compare_at=Money(regular, currency) if regular is not None and raw.get("on_sale") is True else None,
        requires_shipping=raw.get("shipping_required") is not False,
    )
    texts = (markup(raw.get(part)) for part in ("short_description", "description"))
    return Product(
        id=product_id,
        title=name(raw.get("name")),
        html="\n".join(part for part in texts if part),
        url=text(raw.get("permalink")),
        offers=(offer,),
        published=raw.get("status") == "publish",
        updated_at=moment(raw.get("date_modified_gmt")),
        raw=kept(raw),
    )


def _status(raw: Raw) -> OrderStatus:
    """The shop's own statuses, whose names nobody knows, are told by what has happened so far."""
    known = STATUSES.get(text(raw.get("status")).removeprefix("wc-"))
    if known:
        return known
    if moment(raw.get("date_completed_gmt")):
        return OrderStatus.FULFILLED
    return OrderStatus.PAID if moment(raw.get("date_paid_gmt")) else OrderStatus.PENDING


def _sent(raw: Raw, found: Sequence[Fulfillment], fulfillments: Sequence[Raw]) -> Mapping[str, int] | None:
    """How many of each line have left, where that can be known: only core's parcels say what is in them, and an order
    does not say of which line a refund is."""
    known = all(parcel.id.startswith(CORE) for parcel in found) and not objects(raw.get("refunds"))
    return packed(fulfillments) if known else None


PRE_ORDER = "_wc_pre_orders_is_pre_order"


def _lines(raw: Raw, currency: str, sent: Mapping[str, int] | None) -> tuple[OrderLine, ...]:
    # No line says whether it is shipped. The order does: by a shipping line, or by needing to be processed at all.
    shipped = bool(objects(raw.get("shipping_lines"))) or raw.get("needs_processing") is not False
    # WooCommerce Pre-Orders takes one product an order, and keeps its day with the product.
    ahead = whole(meta(raw).get(PRE_ORDER)) == 1
    return tuple(
        OrderLine(
            id=text(line.get("id")),
            product_id=identity(line.get("product_id")),
            title=name(line.get("name")),
            quantity=whole(line.get("quantity")),
            total=Money(amount(line.get("total")) or Decimal(0), currency),
            sku=text(line.get("sku")),
            requires_shipping=shipped,
            preordered=ahead,
            unsent=None if sent is None else max(0, whole(line.get("quantity")) - sent.get(text(line.get("id")), 0)),
        )
        for line in objects(raw.get("line_items"))
    )


def _customer(raw: Raw) -> Customer:
    billing, shipping, values = table(raw.get("billing")), table(raw.get("shipping")), meta(raw)
    language = next((found for key in LANGUAGE_META if (found := text(values.get(key)))), "")
    names = (text(billing.get("first_name")), text(billing.get("last_name")))
    return Customer(
        id=identity(raw.get("customer_id")),
        name=" ".join(part for part in names if part),
        email=text(billing.get("email")),
        phone=text(billing.get("phone")) or text(shipping.get("phone")),
        language=language.replace("_", "-") or None,
    )


def _address(raw: Raw) -> Address:
    shipping = table(raw.get("shipping"))
    used = shipping if text(shipping.get("country")) else table(raw.get("billing"))
    country, region, postcode, city = (text(used.get(part)) for part in ("country", "state", "postcode", "city"))
    return Address(country.upper(), region, postcode, city)


def _shipping_method(raw: Raw) -> str:
    """What the customer chose, in the shop's words; a pickup by WooCommerce's own name, whatever it is titled."""
    lines = objects(raw.get("shipping_lines"))
    if not lines:
        return ""
    method = text(lines[0].get("method_id"))
    return "local_pickup" if method in PICKUP else name(lines[0].get("method_title")) or method


def _refunds(raw: Raw, order_id: str, currency: str) -> tuple[Refund, ...]:
    """Refunds are negative strings; one of nothing only puts goods back on the shelf."""
    entries = [(entry, amount(entry.get("total"))) for entry in objects(raw.get("refunds"))]
    return tuple(
        Refund(text(entry.get("id")), order_id, Money(abs(total), currency), text(entry.get("reason")))
        for entry, total in entries
        if total
    )
