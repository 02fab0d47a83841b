"""The times that a document states: to return, to refund, to dispatch, to arrive, of a warranty."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.timing import Time, timed
from integration.domain.concepts import mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Statement, quoted_statement

_TIMES = {
    "window": "return.window", "refund": "return.refund_time", "handling": "shipping.handling_time",
    "delivery": "shipping.delivery_time", "warranty": "product.warranty",
}  # fmt: skip


def times(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question:
        return
    found = timed(sentence)
    for at, time in enumerate(found):
        topic = _TIMES.get(time.role.name)
        if topic is None or time.quantity.blank or _conditional(setting, time):
            continue
        quantities = [each.quantity for each in found]
        scope = setting.scope(quantities, at, time.fact.places)
        if scope is not None:
            candidate = Candidate(topic, "present", sentence, "", time.words)
            yield quoted_statement(topic, candidate, time.fact, scope, limit=setting.is_limit(time.quantity))


def _conditional(setting: Setting, time: Time) -> bool:
    """The window of an exchange alone is none of a return; what is due when goods are faulty is no rule."""
    sentence = setting.sentence
    if time.quantity.start > setting.exception_at:
        return True
    if time.role.name == "window":
        back = mask("return", "refund", "withdrawal", "money_back")
        only_exchange = bool(sentence.near & mask("exchange")) and not sentence.near & back
        return only_exchange or bool(sentence.near & AMISS)
    return time.role.name == "refund" and bool(sentence.near & mask("lost", "delay", "damaged"))
