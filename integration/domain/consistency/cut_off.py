"""The hour of the day until which an order leaves, or comes, at once."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.notation import hours_named, hours_until
from integration.domain.concepts import mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement, quoted_statement

_TOPIC = "shipping.handling_time:cut_off"
_SENT = mask("dispatch", "deliver", "shipping", "same_day")
_REACHED = mask("contact", "phone_word", "opening_hours", "pickup", "reply", "cancel", "change_order", "return")


def statements(setting: Setting) -> Iterator[Statement]:
    """ "Ordered by two, sent the same afternoon", or "By two", asked until when; no other hour is named."""
    sentence, scope = setting.sentence, setting.scope()
    if scope is None or sentence.is_question or sentence.near & _REACHED or setting.has("on_site"):
        return
    hours = _hours(setting)
    if len(hours) == 1:
        word = f"{hours[0] // 60}:{hours[0] % 60:02}"
        candidate = Candidate(_TOPIC, "present", sentence, "", ((sentence.start, sentence.end),))
        own = Scope(exception=scope.exception - {"express"})
        yield quoted_statement(_TOPIC, candidate, Fact(), own, word=word)


def _hours(setting: Setting) -> list[int]:
    """Those named, in minutes after midnight, and not "24 hours", where the sentence or its question is of leaving."""
    sentence, question = setting.sentence, setting.question
    hours = hours_named(sentence) or hours_until(sentence)
    if not hours or (question is not None and question.has("late_order")):
        return hours
    if sentence.has("tracking") or not sentence.has("order") or not sentence.mask & _SENT:
        return []
    lasting = {time.value * 60 for time in sentence.durations if time.unit == "hour" and time.value is not None}
    at_once = setting.has("late_order") or sentence.has("same_day")
    return [hour for hour in hours if hour not in lasting] if at_once else []
