"""The event a time is counted from, by the words nearest to it."""

from collections.abc import Mapping, Sequence

from integration.domain.audit.clauses import shares
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.roles import happens
from integration.domain.audit.sentences import ANCHORS, Sentence
from integration.domain.concepts import BIT
from integration.domain.lexicon import Mention

_EVENTS = {
    "after_goods_back": "goods_back", "after_notice": "notice", "after_dispatch": "dispatch",
    "after_delivery": "delivery", "after_order": "order",
}  # fmt: skip
_MEANT: Mapping[str, Mapping[str, str]] = {
    "window": {"goods_back": "delivery"},
    "exchange": {"goods_back": "delivery"},
    "damage": {"goods_back": "delivery", "notice": "delivery"},
    "refund": {"delivery": "goods_back"},
    "handling": {"delivery": "order", "goods_back": "order", "dispatch": "order"},
    "cancel": {"goods_back": "order"},
    "delivery": {"delivery": "order", "goods_back": "order"},
}
_SURE = {"handling": "order", "cancel": "order"}


def counted_from(sentence: Sentence, quantity: Quantity, role: str) -> str | None:
    """order, dispatch, delivery, notice or goods_back, as a time of this use can mean it; None when nothing says so."""
    event = _event(sentence, quantity, role)
    if event is None:
        return _SURE.get(role)
    return _MEANT.get(role, {}).get(event, event)


def _event(sentence: Sentence, quantity: Quantity, role: str) -> str | None:
    anchors = [found for found in sentence.words(ANCHORS) if happens(sentence, found)]
    if not anchors:
        said = sentence.label & ANCHORS
        return next((event for name, event in _EVENTS.items() if said == BIT[name]), None)
    overlaid = BIT["after_delivery"] if role in _SURE else BIT["after_order"]
    anchors = [found for found in anchors if not found.mask & overlaid or not _is_overlaid(found, anchors)] or anchors
    if sentence.lexicon.spaced:
        anchors = [found for found in anchors if not _is_said_better(found, anchors)]
    times = sentence.durations
    own = shares(sentence, times, anchors)[times.index(quantity)] if quantity in times else []
    nearest = min(own or anchors, key=lambda found: _distance(found, quantity))
    return next(event for name, event in _EVENTS.items() if nearest.mask & BIT[name])


def _is_overlaid(anchor: Mention, others: Sequence[Mention]) -> bool:
    """ "Receipt of your order" is two events: the buyer receives goods, the shop an order.

    A receipt is one of goods all the same where other words only run on from it: "the day you receive the goods".
    """
    end = anchor.end if anchor.mask & BIT["after_order"] else anchor.start + 1
    return any(other.mask != anchor.mask and other.start < end and anchor.start < other.end for other in others)


def _is_said_better(anchor: Mention, others: Sequence[Mention]) -> bool:
    """Whether a longer phrase begins within this one: "the day on which we learn of your withdrawal"."""
    return any(
        anchor.start < other.start < anchor.end < other.end and anchor.end - anchor.start < other.end - other.start
        for other in others
    )


def _distance(anchor: Mention, quantity: Quantity) -> tuple[int, int]:
    """Signs between; of two phrases at one place the longer says more exactly which event it is."""
    gap = max(0, anchor.start - quantity.end, quantity.start - anchor.end)
    return gap // 4, anchor.start - anchor.end
