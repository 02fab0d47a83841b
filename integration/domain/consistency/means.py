"""What a document says of how it goes: tracked or not, money back or a credit, which goods it never takes back."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.concepts import mask
from integration.domain.consistency.grants import denied
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Scope, Statement, quoted_statement

_SPENT = mask("gift_wrap", "discount", "pay_with", "exchange", "cancel", "damaged")
_TAKEN_BACK = mask("return", "refund", "withdrawal", "money_back")
_SOME = mask("on_sale", "special_goods")


def tracking(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    if scope is None or scope.exception or sentence.durations or sentence.has("until", "may", "lost", "investigate"):
        return
    word = "no" if denied(sentence, "tracking") else "yes"
    yield quoted_statement("shipping.tracking", candidate, Fact(negated=word == "no"), scope, word=word)


def refund_method(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    """Money or a credit, where only one of them is said."""
    sentence, scope = setting.sentence, setting.scope()
    money, credit = sentence.has("original_payment"), sentence.has("store_credit")
    if scope is None or money == credit or sentence.near & AMISS or sentence.mask & _SPENT or sentence.is_question:
        return
    if credit and (denied(sentence, "store_credit") or not sentence.mask & _TAKEN_BACK or setting.has("unless")):
        return
    word = "money" if money else "credit"
    yield quoted_statement("return.refund_method", candidate, Fact(), scope, word=word)


def refused(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    """That nothing is taken back."""
    scope = setting.scope()
    if setting.sentence.near & mask("exchange", "cancel") or setting.has("unless"):
        return
    if scope is not None and not scope.exception:
        yield quoted_statement("return.window:refused", candidate, Fact(negated=True), scope, word="never")


def excluded(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    """Each kind of goods that is named and never taken back."""
    sentence = setting.sentence
    if sentence.has("exchange", "cancel") or not sentence.has("excluded", "negation", "no") or sentence.durations:
        return
    for word in setting.words:
        if word.mask & _SOME and word.end <= setting.exception_at:
            scope = Scope(exception=setting.kind_of(word))
            yield quoted_statement("return.exclusions", candidate, Fact(negated=True), scope, word="no")


def taken_back(said: Statement) -> Statement | None:
    """A time to return that is given for some goods alone says that they are taken back."""
    if said.topic != "return.window" or not said.scope.exception or "by_law" in said.scope.exception:
        return None
    return Statement(
        "return.exclusions", said.source, said.quote, scope=Scope(exception=said.scope.exception), start=said.start,
        word="yes",
    )  # fmt: skip
