"""Ways to pay that a document says are accepted, and those that it says are not."""

from collections.abc import Iterator, Mapping

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.clauses import in_one_clause
from integration.domain.audit.finding import Fact
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.grants import answers_no, answers_yes
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.scope_words import together
from integration.domain.consistency.statement import Scope, Statement, quoted_statement
from integration.domain.lexicon import Mention

_KINDS = (
    "pay_on_delivery", "pay_by_invoice", "pay_by_transfer", "pay_by_cheque", "pay_in_cash", "pay_by_card",
)  # fmt: skip
_KIND = mask(*_KINDS)
_OF_PAYING = ("pay_on_delivery", "pay_by_cheque")
"""Who names these speaks of paying."""
_PAID_BACK = mask("refund", "return", "credited", "money_back", "original_payment", "withdrawal", "duties")
Ways = Mapping[str, tuple[tuple[int, int], ...]]


def statements(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or setting.has("unless", "trade_buyer", "on_site"):
        return
    scope, named = setting.scope(besides=BIT["other_service"]), ways_named(setting)
    if scope is None or scope.exception or _is_paid_back(setting, named):
        return
    answered = _answered(setting, named)
    for way, word in {**_listed(setting, named), **answered}.items():
        spans = named.get(way) or ((sentence.start, sentence.start),)
        candidate = Candidate("checkout.payment_methods", "present", sentence, "", spans)
        own = Scope(scope.places, frozenset({way}))
        yield quoted_statement("checkout.payment_methods", candidate, Fact(negated=word == "no"), own, word=word)


def ways_named(setting: Setting) -> Ways:
    """Where each way to pay is named, by its kind in no language or by its own name."""
    sentence = setting.sentence
    kinds = [(_kind(word), word) for word in setting.words if word.mask & _KIND]
    brands = [
        (sentence.folded[word.start : word.end], word)
        for word in sentence.words(BIT["payment_name"])
        if not any(word.start < kind.end and kind.start < word.end for _, kind in kinds)
    ]
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    for way, word in (*kinds, *brands):
        found[way] = (*found.get(way, ()), (word.start, word.end))
    return found


def _kind(word: Mention) -> str:
    return next(kind for kind in _KINDS if word.mask & BIT[kind])


def _listed(setting: Setting, named: Ways) -> dict[str, str]:
    """The ways that the sentence speaks of by name, where it, its heading or its question speaks of paying."""
    sentence, question, previous = setting.sentence, setting.question, setting.previous
    about = sentence.near | sentence.section | (previous.mask if previous is not None else 0)
    asked = question is not None and bool(ways_named(question))
    if not (about & BIT["pay_with"] or asked or setting.has(*_OF_PAYING)):
        return {}
    denials = _denials(setting)
    said = {
        way: "no" if any(_denied(setting, denial, span) for denial in denials for span in spans) else "yes"
        for way, spans in named.items()
    }
    unsure = sentence.has("only") or sentence.amounts
    return {way: word for way, word in said.items() if word == "yes" or not unsure}


def _is_paid_back(setting: Setting, named: Ways) -> bool:
    """Whether money goes back that way; the words for a way to pay, "contra reembolso", do not say so."""
    spans = [span for those in named.values() for span in those]
    own = together(word for word in setting.sentence.mentions if not any(a <= word.start < b for a, b in spans))
    question = setting.question
    asked = setting.sentence.label if question is None or not ways_named(question) else 0
    return bool((own | asked) & _PAID_BACK)


def _denials(setting: Setting) -> list[Mention]:
    """Not those that take nothing away: "no extra fee", "without interest"."""
    sentence = setting.sentence
    spared = [*sentence.words(mask("cost", "only")), *(word for word in setting.words if word.mask & BIT["lacking"])]
    return [
        word
        for word in sentence.words(BIT["negation"])
        if not any(other.start < word.end and word.start < other.end for other in spared)
    ]


def _denied(setting: Setting, denial: Mention, span: tuple[int, int]) -> bool:
    start, end = span
    return in_one_clause(setting.sentence, min(denial.end, end), max(denial.start, start))


def _answered(setting: Setting, named: Ways) -> dict[str, str]:
    """ "Can I pay cash on delivery?" "Yes, for 2.00 more." """
    asked = ways_named(setting.question) if setting.question is not None else {}
    if len(asked) != 1 or set(asked) & set(named):
        return {}
    [way] = asked
    if answers_yes(setting.sentence):
        return {way: "yes"}
    return {way: "no"} if answers_no(setting.sentence) else {}
