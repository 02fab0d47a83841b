"""What a document says of how it goes: tracked or not, money back or a credit, which goods it never takes back."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.clauses import in_one_clause
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.grants import denied
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Scope, Statement, quoted_statement
from integration.domain.lexicon import Mention

_NEAR = {True: 24, False: 6}
_WORD = re.compile(r"[^\W\d_]{4,}")
_SPENT = mask("gift_wrap", "discount", "pay_with", "exchange", "cancel", "damaged")
_TAKEN_BACK = mask("return", "refund", "withdrawal", "money_back")
_SOME = mask("on_sale", "special_goods")


def tracking(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    if scope is None or scope.exception or sentence.durations or sentence.has("until", "may", "lost", "investigate"):
        return
    word = "no" if _untracked(sentence) else "yes"
    yield quoted_statement("shipping.tracking", candidate, Fact(negated=word == "no"), scope, word=word)


def _untracked(sentence: Sentence) -> bool:
    """Whether the "no" stands at the word itself: "tracked, and needs no signature" denies nothing of it."""
    said = sentence.words(mask("tracking", "tracking_number"))
    near = [word for no in sentence.words(mask("negation", "no")) for word in said if _beside(sentence, no, word)]
    return bool(near) or (not said and denied(sentence, "tracking"))


def _beside(sentence: Sentence, one: Mention, other: Mention) -> bool:
    first, last = (one, other) if one.start <= other.start else (other, one)
    gap = sentence.folded[first.end : last.start]
    return len(gap) <= _NEAR[sentence.lexicon.spaced] and in_one_clause(sentence, first.end, last.start)


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
    sentence = setting.sentence
    if sentence.near & BIT["cancel"] or setting.has("unless"):
        return
    if sentence.near & BIT["exchange"] and not sentence.mask & _TAKEN_BACK:
        return  # who does not exchange may well take back
    if _names_goods(sentence) and not sentence.has("all"):
        return
    if scope is not None and not scope.exception:
        yield quoted_statement("return.window:refused", candidate, Fact(negated=True), scope, word="never")


def _names_goods(sentence: Sentence) -> bool:
    """Whether a word stands there that the lexicon does not know: "Chocolate we do not take back"."""
    known = [(word.start, word.end) for word in sentence.mentions if not word.mask & BIT["place"]]
    if not sentence.lexicon.spaced:
        return sum(end - start for start, end in known) * 2 < sentence.end - sentence.start
    words = _WORD.finditer(sentence.folded, sentence.start, sentence.end)
    return any(
        word[0] not in sentence.lexicon.function_words
        and not any(start <= word.start() and word.end() <= end for start, end in known)
        for word in words
    )


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
