"""The times that a document states: to return, to refund, to dispatch, to arrive, of a warranty."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.notation import hours_named
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import Time, timed
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, CUT_OFF, Scope, Statement, quoted_statement
from integration.domain.document import Kind

_TIMES = {
    "window": "return.window", "exchange": "return.exchange:window", "refund": "return.refund_time",
    "handling": "shipping.handling_time", "delivery": "shipping.delivery_time", "warranty": "product.warranty",
}  # fmt: skip


_BARE_NUMBER = re.compile(r"(?<![\w.,-])(?P<days>[1-9]\d{1,2})(?![\w%€$£/-]|[.,]\d)(?=\W*$|\s?[.,;:!)])")
_MOST_BY_LAW, _EXTENDED = 20, 360
_ASIDE = re.compile(r"[(（;；]")
_JOURNEY = ("handling", "delivery")
_NO_JOURNEY = mask("cancel", "change_order", "remedy", "exchange")
"""Who asks of these is not told when a parcel comes."""
_SENT = mask("deliver", "shipping", "dispatch", "handling_time", "after_dispatch")
_SPAN = mask("deadline_word", "change_mind", "withdrawal", "procedure", "purpose")
_OWN_WINDOW = mask("return", "withdrawal", "money_back", "change_mind", "exchange", "after_delivery", "condition")
_UNDER_WAY = _SENT | mask(
    "processing", "after_order", "place", "destination", "abroad", "worldwide", "carrier", "order"
)
_ANSWERED = mask("reply", "dispute", "complaint", "court", "email_word", "notify", "contact")
_PROMISED = (*_JOURNEY, "refund")
_BACK = mask("return", "withdrawal", "change_mind", "money_back")
_TAKEN_BACK = mask("return", "refund", "withdrawal", "money_back")
_PAID = mask("refund", "credited")
_PAID_BACK = _PAID | mask("money_back", "original_payment", "store_credit", "return", "withdrawal")
_THEMES = {
    "handling": _SENT | mask("after_order", "same_day"),
    "delivery": _SENT | mask("delivery_time", "carrier"),
    "window": mask(
        "return", "withdrawal", "money_back", "change_mind", "exchange", "refund", "fit", "reach", "procedure",
    ),
    "exchange": mask("exchange"),
    "refund": _PAID_BACK,
    "warranty": mask("warranty", "legal_warranty", "legal_guarantee", "own_guarantee"),
}  # fmt: skip
_OF_A_PAGE_OF_GOODS = {
    "handling": mask("dispatch", "handling_time", "after_order", "shipping"),
    "delivery": mask("deliver", "delivery_time", "shipping", "after_dispatch"),
    "window": mask("return", "withdrawal", "money_back", "change_mind", "exchange"),
    "exchange": mask("exchange"),
    "refund": mask("refund", "credited"),
    "warranty": mask("warranty", "legal_warranty"),
}


def statements(setting: Setting, kind: Kind) -> Iterator[Statement]:
    yield from _said(setting, kind)
    yield from _left_out(setting)


def _said(setting: Setting, kind: Kind) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question:
        return
    found = timed(sentence)
    for at, time in enumerate(found):
        topic = _TIMES.get(_use(setting, time))
        if topic is None or time.quantity.blank or _conditional(setting, time):
            continue
        if not _is_on_theme(setting, time):
            continue
        if kind == "product" and not (sentence.mask | sentence.label) & _OF_A_PAGE_OF_GOODS[time.role.name]:
            continue
        quantities = [each.quantity for each in found]
        scope = setting.scope(quantities, at, time.fact.places)
        if scope is not None:
            candidate = Candidate(topic, "present", sentence, "", time.words)
            repeats = (setting.answers or kind == "product") and not setting.has("beside_law")
            limit = setting.is_limit(time.quantity)
            if topic == "return.window" and _is_granted(time):
                scope = Scope(scope.places, scope.exception - {"by_law"})
            if topic == "shipping.handling_time" and _is_cut_off(setting, time):
                scope = Scope(scope.places, scope.exception | {CUT_OFF})
            yield quoted_statement(topic, candidate, time.fact, scope, limit=limit, repeats=repeats)


def _left_out(setting: Setting) -> Iterator[Statement]:
    """ "By law you have 14 days. We give you 30." """
    sentence, previous = setting.sentence, setting.previous
    if previous is None or sentence.is_question or sentence.durations or sentence.amounts or sentence.percents:
        return
    before = [time for time in timed(previous) if time.role.name == "window"]
    number = _BARE_NUMBER.search(sentence.folded, sentence.start, sentence.end)
    scope = setting.scope()
    if len(before) == 1 and number is not None and scope is not None and not sentence.mask & AMISS:
        fact = replace(before[0].fact, value=Decimal(number["days"]), minimum=None, maximum=None)
        candidate = Candidate("return.window", "present", sentence, "", (number.span("days"),))
        yield quoted_statement("return.window", candidate, fact, scope)


def _is_granted(time: Time) -> bool:
    """Whether the shop gives more than a right of withdrawal: none is between three weeks and a year."""
    return time.fact.unit == "day" and time.fact.value is not None and _MOST_BY_LAW < time.fact.value < _EXTENDED


def _is_on_theme(setting: Setting, time: Time) -> bool:
    """Whether an answer speaks of the use of its time, or was asked of it: "180 days", asked how long tea keeps."""
    wanted = _THEMES.get(time.role.name, 0)
    if not setting.answers or not wanted:
        return True
    return bool((setting.sentence.mask | setting.sentence.before | setting.asked) & wanted)


def _is_cut_off(setting: Setting, time: Time) -> bool:
    """ "The same day, if ordered before two"."""
    sentence = setting.sentence
    named = sentence.folded[time.quantity.start : time.quantity.end] in sentence.lexicon.time.days
    return named and bool(hours_named(sentence))


def _use(setting: Setting, time: Time) -> str:
    """What the time is for; in a table the head of its column says it better than the row."""
    name, sentence = time.role.name, setting.sentence
    if setting.row is not None and name in _JOURNEY:
        return setting.row.journey(sentence, time.quantity.start) or name
    if name in ("delivery", "window") and _pays_back(setting):
        return "refund"
    if name == "window" and _is_paid_back(setting, time):
        return "refund"
    if name == "window" and setting.asked & _PAID and not setting.asked & _SPAN and not sentence.mask & _OWN_WINDOW:
        return "refund"
    if name in _JOURNEY and setting.asked & _PAID and not sentence.mask & _SENT & ~BIT["deliver"]:
        return "refund"
    if name in ("window", "exchange") and sentence.near & BIT["exchange"]:
        only_swaps = sentence.has("exchange") and sentence.near & _TAKEN_BACK == BIT["money_back"]
        return "window" if sentence.near & _TAKEN_BACK and not only_swaps else "exchange"
    if name == "damage" and setting.asked & BIT["warranty"] and not sentence.has("notify", "photo"):
        return "warranty"
    if name == "window" and sentence.has("refund", "credited") and sentence.has("after_goods_back"):
        return name if sentence.mask & (_BACK | BIT["exchange"]) else "refund"
    if name != "delivery":
        return name
    if sentence.has("after_delivery") and not sentence.has("after_order", "after_dispatch"):
        return "window" if sentence.label & _BACK else ""  # what has arrived is not under way
    return name


def _is_paid_back(setting: Setting, time: Time) -> bool:
    """ "We process refunds within 5 business days", where paying back is what was said last before the number."""
    sentence, number = setting.sentence, time.quantity
    said = [word.mask for word in sentence.words(_PAID | _BACK | BIT["exchange"]) if word.start < number.start]
    prompt = number.unit == "business_day" or sentence.has("credited", "processing")
    counted = time.fact.counted_from in (None, "goods_back")
    return bool(said) and bool(said[-1] & _PAID) and prompt and counted and sentence.has("shop", "we")


def _is_no_journey(setting: Setting) -> bool:
    """What is asked of cancelling or a check-up, and the time that a reply takes."""
    sentence = setting.sentence
    if setting.asked & _NO_JOURNEY or sentence.has("remedy"):
        return True
    if sentence.mask & _SENT:
        return False
    if sentence.mask & _ANSWERED:
        return True
    return bool(setting.asked) and not (setting.asked | sentence.mask) & _UNDER_WAY and not setting.names_a_place


def _pays_back(setting: Setting) -> bool:
    """ "Eight days after we have your return", asked of anything but how to send it."""
    sentence = setting.sentence
    if setting.has("after_goods_back"):
        return True
    arrived = sentence.has("after_goods_back") and sentence.has("return") and not sentence.has("after_delivery")
    return arrived and not sentence.label & (_BACK | BIT["exchange"])


def _conditional(setting: Setting, time: Time) -> bool:
    """What is due when goods are faulty is no rule."""
    sentence = setting.sentence
    if time.quantity.start > setting.exception_at:
        return True
    if (time.role.name in _PROMISED and setting.has("unkept")) or setting.has("more_time"):
        return True
    if time.role.name in _JOURNEY and _is_no_journey(setting):
        return True
    if time.role.name in ("window", "exchange"):
        if any(word.end <= time.quantity.start for word in sentence.words(BIT["excluded"])):
            return True  # "made to order: no returns, though we alter it once in 60 days"
        if time.fact.counted_from == "notice":
            return True  # the time to post what one has said that one returns
        if sentence.has("notify", "photo") and sentence.before & AMISS:
            return True
        return _is_amiss(sentence, time)
    return time.role.name == "refund" and bool(sentence.near & mask("lost", "damaged") or sentence.has("delay"))


def _is_amiss(sentence: Sentence, time: Time) -> bool:
    """Whether the time is for goods that are faulty; what stands in brackets behind it is of something else."""
    label = sentence.label & ~BIT["delay"]  # "how long does it take?" complains of nothing
    if not (sentence.mask | label) & AMISS:
        return False
    aside = _ASIDE.search(sentence.folded, time.quantity.end, sentence.end)
    end = aside.start() if aside else sentence.end
    return bool(label & AMISS) or any(word.start < end for word in sentence.words(AMISS))
