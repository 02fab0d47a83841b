"""The times that a document states: to return, to refund, to dispatch, to arrive, of a warranty."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.notation import hours_named, hours_of
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import Time, timed
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, CUT_OFF, Scope, Statement, quoted_statement
from integration.domain.consistency.time_uses import BACK, JOURNEY, PAID, SENT, use_of
from integration.domain.document import Kind

_TIMES = {
    "window": "return.window", "exchange": "return.exchange:window", "refund": "return.refund_time",
    "handling": "shipping.handling_time", "delivery": "shipping.delivery_time", "warranty": "product.warranty",
    "cancel": "order.cancellation:window",
}  # fmt: skip


_BARE_NUMBER = re.compile(r"(?<![\w.,-])(?P<days>[1-9]\d{1,2})(?![\w%€$£/-]|[.,]\d)(?=\W*$|\s?[.,;:!)])")
_MOST_BY_LAW, _EXTENDED = 20, 360
_A_LIFE = Decimal(1200)
_ASIDE = re.compile(r"[(（;；]")
_NO_JOURNEY = mask("cancel", "change_order", "remedy", "exchange")
"""Who asks of these is not told when a parcel comes."""
_UNDER_WAY = SENT | mask(
    "processing", "after_order", "place", "destination", "abroad", "worldwide", "carrier", "order", "service"
)
_ANSWERED = mask("reply", "dispute", "complaint", "court", "email_word", "notify", "contact")
_PROMISED = (*JOURNEY, "refund")
_BROUGHT_BACK = BACK | mask("exchange", "refund", "condition")
_PAID_BACK = PAID | mask("money_back", "original_payment", "store_credit", "return", "withdrawal")
_THEMES = {
    "handling": SENT | mask("after_order", "same_day"),
    "delivery": SENT | mask("delivery_time", "carrier"),
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
    "cancel": mask("cancel", "change_order"),
}


def statements(setting: Setting, kind: Kind) -> Iterator[Statement]:
    yield from _said(setting, kind)
    yield from _left_out(setting)
    yield from _for_life(setting)


def _said(setting: Setting, kind: Kind) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question:
        return
    found = timed(sentence)
    for at, time in enumerate(found):
        topic = _TIMES.get(use_of(setting, time))
        if topic is None or time.quantity.blank or _conditional(setting, time) or _opens(sentence, time):
            continue
        if not _is_on_theme(setting, time):
            continue
        if kind == "product" and not (sentence.mask | sentence.label) & _OF_A_PAGE_OF_GOODS[time.role.name]:
            continue
        quantities = [each.quantity for each in found]
        besides = 0 if time.role.name in JOURNEY else BIT["other_service"]  # a refund "after collection"
        scope = setting.scope(quantities, at, time.fact.places, besides)
        if scope is not None:
            candidate = Candidate(topic, "present", sentence, "", time.words)
            repeats = (setting.answers or kind == "product") and not setting.has("beside_law")
            limit = setting.is_limit(time.quantity)
            if topic == "return.window" and "by_law" in scope.exception:
                named = Scope(scope.places, scope.exception - {"by_law"})
                yield quoted_statement("return.window:withdrawal", candidate, time.fact, named, repeats=repeats)
            if topic == "return.window" and _is_granted(time):
                scope = Scope(scope.places, scope.exception - {"by_law"})
            if topic == "product.warranty" and setting.asked & BIT["warranty"] and not sentence.has("warranty"):
                scope = Scope(scope.places, scope.exception - {"by_law"})  # "three years, as the law has it"
            if topic == "shipping.handling_time" and _is_cut_off(setting, time):
                scope = Scope(scope.places, scope.exception | {CUT_OFF})
            yield quoted_statement(topic, candidate, time.fact, scope, limit=limit, repeats=repeats)
            yield from _until_which_hour(setting, time, candidate, scope)


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


def _for_life(setting: Setting) -> Iterator[Statement]:
    """A warranty without an end, as a time longer than any."""
    sentence, words = setting.sentence, [word for word in setting.words if word.mask & BIT["lifelong"]]
    about = (sentence.mask | setting.asked) & _THEMES["warranty"]
    scope = setting.scope()
    if words and about and scope is not None and not sentence.is_question:
        candidate = Candidate("product.warranty", "present", sentence, "", ((words[0].start, words[0].end),))
        fact = Fact(minimum=_A_LIFE, unit="month")
        yield quoted_statement("product.warranty", candidate, fact, Scope(scope.places, scope.exception - {"by_law"}))


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


def _opens(sentence: Sentence, time: Time) -> bool:
    """ "Tuesdays to Saturdays between 10 and 18 hrs" lasts no eight hours."""
    if time.quantity.unit != "hour" or not sentence.near & mask("weekday", "opening_hours", "phone_word"):
        return False
    return any(said.start < time.quantity.end and time.quantity.start < said.end for said in hours_of(sentence))


def _until_which_hour(setting: Setting, time: Time, candidate: Candidate, scope: Scope) -> Iterator[Statement]:
    """ "Ordered by two, sent the same day": the hour, where it is the only one."""
    hours = hours_named(setting.sentence) if time.role.name in JOURNEY and _is_cut_off(setting, time) else []
    if len(hours) == 1:
        topic, word = "shipping.handling_time:cut_off", f"{hours[0] // 60}:{hours[0] % 60:02}"
        yield quoted_statement(topic, candidate, Fact(), Scope(exception=scope.exception - {CUT_OFF}), word=word)


def _is_no_journey(setting: Setting) -> bool:
    """What is asked of cancelling or a check-up, and the time that a reply takes."""
    sentence = setting.sentence
    if setting.asked & _NO_JOURNEY or sentence.has("remedy"):
        return True
    if sentence.mask & SENT:
        return False
    if sentence.mask & _ANSWERED:
        return True
    return bool(setting.asked) and not (setting.asked | sentence.mask) & _UNDER_WAY and not setting.names_a_place


def _conditional(setting: Setting, time: Time) -> bool:
    """What is due when goods are faulty is no rule."""
    sentence = setting.sentence
    if time.quantity.start > setting.exception_at:
        return True
    if (time.role.name in _PROMISED and setting.has("unkept")) or setting.has("more_time"):
        return True
    if time.role.name in JOURNEY and _is_no_journey(setting):
        return True
    if time.role.name in ("window", "exchange"):
        if any(word.end <= time.quantity.start for word in sentence.words(BIT["excluded"])):
            return True  # "made to order: no returns, though we alter it once in 60 days"
        if time.fact.counted_from == "notice":
            return True  # the time to post what one has said that one returns
        if sentence.has("notify", "photo") and (sentence.before & AMISS or not sentence.near & _BROUGHT_BACK):
            return True
        return _is_amiss(setting, time)
    if time.role.name == "cancel" and not (setting.asked & BIT["cancel"] or sentence.has("after_order", "order")):
        return True  # what is ordered for good, a subscription, is cancelled otherwise
    if setting.has("bank") and (sentence.has("may") or not sentence.has("we", "shop")):
        return True  # how long a bank takes, the shop does not say of itself
    return time.role.name == "refund" and bool(sentence.near & mask("lost", "damaged") or sentence.has("delay"))


def _is_amiss(setting: Setting, time: Time) -> bool:
    """Whether the time is for goods that are faulty; what stands in brackets behind it is of something else."""
    sentence = setting.sentence
    label = (setting.asked or sentence.label) & ~BIT["delay"]  # "how long does it take?" complains of nothing
    if not (sentence.mask | label) & AMISS:
        return False
    aside = _ASIDE.search(sentence.folded, time.quantity.end, sentence.end)
    end = aside.start() if aside else sentence.end
    return bool(label & AMISS) or any(word.start < end for word in sentence.words(AMISS))
