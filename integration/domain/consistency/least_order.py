"""The least that an order must come to, which is no sum from which sending is free."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.quantity import Quantity
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement, quoted_statement

_FREED = mask("free", "free_shipping", "shipping_cost")


def least_of(setting: Setting) -> Quantity | None:
    """The sum in the sentence that is the least of an order; None where it names none."""
    sentence = setting.sentence
    if sentence.is_question or not sentence.amounts or (sentence.mask | setting.asked) & _FREED:
        return None
    named = [word for word in setting.words if word.mask & BIT["least_order"]]
    if named:
        return min(sentence.amounts, key=lambda amount: abs(amount.start - named[0].end))
    asked = setting.question is not None and setting.question.has("least_order")
    return sentence.amounts[0] if asked and len(sentence.amounts) == 1 else None


def statements(setting: Setting) -> Iterator[Statement]:
    amount, scope = least_of(setting), setting.scope()
    if amount is None or amount.value is None or scope is None or scope.exception:
        return
    places = () if setting.sentence.has("outside") else scope.places
    candidate = Candidate("order.minimum", "present", setting.sentence, "", ((amount.start, amount.end),))
    yield quoted_statement("order.minimum", candidate, Fact(amount.value, unit=amount.unit), Scope(places))
