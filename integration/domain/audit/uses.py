"""The uses that a time in a shop's text can have, and the words that speak for each: the tables of roles."""

from collections.abc import Mapping

from integration.domain.concepts import BIT, mask

_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "window": {
        "return": 3.0, "withdrawal": 4.0, "money_back": 4.5, "change_mind": 4.0, "exchange": 2.6, "refund": 1.6,
        "after_delivery": 1.0, "deadline_word": 0.6, "condition": 0.8, "fit": 1.5,
    },
    "exchange": {"exchange": 3.2, "after_delivery": 1.0, "fit": 1.0, "deadline_word": 0.6},
    "refund": {
        "refund": 2.9, "credited": 3.2, "after_goods_back": 3.0, "original_payment": 1.6, "inspect": 1.6,
        "payment_means": 1.5, "processing": 0.8, "store_credit": 0.6, "after_notice": 2.0,
    },
    "damage": {"damaged": 3.4, "wrong_item": 3.4, "photo": 1.5, "notify": 1.2, "after_delivery": 0.3},
    "handling": {
        "processing": 3.6, "handling_time": 5.0, "dispatch": 3.3, "after_order": 1.0, "same_day": 1.5, "shipping": 0.8,
    },
    "delivery": {
        "delivery_time": 5.0, "deliver": 3.0, "shipping": 1.5, "after_dispatch": 2.6, "carrier": 1.3, "service": 1.5,
        "place": 1.2, "abroad": 1.2, "worldwide": 1.0, "pickup": 0.6,
    },
    "cancel": {"cancel": 4.2, "change_order": 2.5},
    "warranty": {"warranty": 4.0, "legal_warranty": 4.2},
    "payment": {"pay_due": 4.0},
    "reply": {"reply": 4.0, "contact": 0.8},
    "storage": {"storage": 6.0},
    "validity": {"validity": 3.8},
    "lost": {"lost": 4.2, "investigate": 2.8, "delay": 2.5, "after_dispatch": 1.5},
    "age": {"age": 4.0},
    "hours": {"opening_hours": 4.0, "weekday": 1.2, "phone_word": 0.8},
    "usage": {"usage_time": 3.5, "care": 2.0, "usage": 1.5},
}  # fmt: skip
_BITS = {role: tuple((BIT[name], weight) for name, weight in table.items()) for role, table in _WEIGHTS.items()}
_CONCEPTS = {role: mask(*table) for role, table in _WEIGHTS.items()}
_NEEDED = {
    "window": mask(
        "return",
        "withdrawal",
        "money_back",
        "change_mind",
        "exchange",
        "refund",
        "condition",
        "fit",
        "reach",
        "notify",
        "procedure",
    ),
    "exchange": mask("exchange"),
    "refund": mask("refund", "credited", "original_payment", "money_back", "processing", "inspect", "payment_means"),
    "cancel": mask("cancel"),
    "delivery": _CONCEPTS["delivery"] & ~mask("place", "abroad", "worldwide"),
}
_SENT = mask("dispatch", "shipping", "deliver")
_BARRED = {  # what speaks of these times speaks of that use only with a word of its own
    "handling": (
        (mask("refund", "credited", "payment_means"), _SENT | mask("order", "after_order")),
        (mask("cancel"), _SENT | mask("handling_time")),
        (mask("return"), _SENT | mask("handling_time", "order", "after_order")),
        (mask("reply"), _SENT | mask("handling_time", "order", "after_order")),
    ),
    "delivery": (
        (mask("refund", "credited"), mask("delivery_time", "shipping_cost", "destination")),
        (mask("after_goods_back"), mask("shipping_cost", "destination", "after_dispatch", "after_order", "dispatch")),
        (mask("original_payment", "credited"), mask("shipping_cost", "destination", "dispatch")),
        (mask("reply"), mask("shipping", "destination", "dispatch", "order", "after_dispatch", "place", "carrier")),
    ),
    "refund": (
        (mask("charged"), mask("refund", "credited", "money_back", "return", "deducted")),
        (mask("pay_due"), mask("return", "withdrawal", "money_back", "inspect", "after_goods_back", "after_notice")),
    ),
    "damage": ((mask("warranty"), mask("notify", "photo", "legal_warranty")),),
    "window": (
        (mask("refund", "credited"), mask("return", "withdrawal", "money_back", "change_mind", "exchange", "condition",
                                          "fit", "after_delivery", "after_order", "reach", "notify")),
        (mask("damaged", "wrong_item", "our_error"), mask("return", "withdrawal", "money_back", "change_mind")),
        (mask("exchange"), mask("return", "refund", "withdrawal", "money_back", "change_mind", "credited",
                                "store_credit")),
    ),
}  # fmt: skip
USES = [(role, bits, _NEEDED.get(role, 0), _BARRED.get(role, ()), _BITS[role]) for role, bits in _CONCEPTS.items()]
"""Of each use its name, the words for it, those it needs, those that bar it unless others stand by, the weights."""
VOTING = mask(*(name for table in _WEIGHTS.values() for name in table))
