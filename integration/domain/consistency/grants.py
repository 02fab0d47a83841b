"""What a document grants or refuses: to exchange, to cancel."""

from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import AMISS, Statement, quoted_statement
from integration.domain.lexicon import Mention

_SENT = mask("dispatch", "shipping", "deliver", "processing")
_NEAR = 30
_AT_ONCE = 3


def exchange(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    said = sentence.has("exchange") or setting.answers
    if scope is not None and said and not sentence.near & AMISS and not sentence.is_question:
        word = "no" if denied(sentence, "exchange") else "yes"
        if word == "no" and sentence.has("excluded_goods"):
            return
        yield quoted_statement("return.exchange", candidate, Fact(negated=word == "no"), scope, word=word)


def cancellation(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    said = sentence.has("cancel") or setting.answers
    if scope is None or not said or sentence.is_question or sentence.near & mask("withdrawal", "lost", "delay"):
        return
    if setting.has("unkept") and sentence.durations:
        return  # "if it has not come in 30 days, you may cancel"
    until = sentence.has("until") and bool(sentence.mask & _SENT) and not answers_no(sentence)
    word = "no" if denied(sentence, "cancel") and not until else "yes"
    yield quoted_statement("order.cancellation", candidate, Fact(negated=word == "no"), scope, word=word)


def denied(sentence: Sentence, concept: str) -> bool:
    """A "no" close to the word; one far away denies something else."""
    if answers_yes(sentence):
        return False
    if not sentence.has(concept):
        return answers_no(sentence) or (sentence.has("negation") and not sentence.has("yes", "until"))
    reach = _NEAR if sentence.lexicon.spaced else _NEAR // 3
    return answers_no(sentence) or any(
        max(word.start - denial.end, denial.start - word.end) <= reach
        for denial in _denials(sentence)
        for word in sentence.words(BIT[concept])
    )


def _denials(sentence: Sentence) -> list[Mention]:
    """Not those of a cost: "we exchange it without charge"."""
    costs = sentence.words(mask("free", "cost", "by_shop"))
    return [
        word
        for word in sentence.words(mask("negation", "no"))
        if not any(cost.start - 3 <= word.end and word.start <= cost.end for cost in costs)
    ]


def answers_yes(sentence: Sentence) -> bool:
    """Whether it begins with a "yes"."""
    return any(word.start - sentence.start < _AT_ONCE for word in sentence.words(BIT["yes"]))


def answers_no(sentence: Sentence) -> bool:
    """Whether it begins with a "no", or, asked something, with another denial."""
    return any(word.start - sentence.start < _AT_ONCE for word in sentence.words(mask("no"))) or (
        bool(sentence.label)
        and any(word.start - sentence.start < _AT_ONCE for word in sentence.words(mask("negation")))
    )
