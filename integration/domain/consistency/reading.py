"""Everything that a document states, each statement with its own quote, fact and scope."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from integration.domain import audit
from integration.domain.audit.candidate import Candidate, quoted
from integration.domain.audit.finding import Fact
from integration.domain.audit.genre import WHY_NOTHING
from integration.domain.audit.places import places_of
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import Time, timed
from integration.domain.concepts import BIT, mask
from integration.domain.consistency import contact
from integration.domain.consistency.scope import Setting, settings_of
from integration.domain.consistency.statement import Scope, Statement
from integration.domain.document import Document
from integration.domain.lexicon import Lexicon

_TIMES = {
    "window": "return.window", "refund": "return.refund_time", "handling": "shipping.handling_time",
    "delivery": "shipping.delivery_time", "warranty": "product.warranty",
}  # fmt: skip
_AMISS = mask("damaged", "wrong_item", "our_error", "legal_warranty", "lost", "delay")
_SENT = mask("dispatch", "shipping", "deliver", "processing")
_NEAR = 30
_BACK = mask("return", "return_cost", "refund", "withdrawal")

Reads = Callable[[Setting, Candidate], Iterator[Statement]]


def statements(document: Document, lexicons: Mapping[str, Lexicon], scopes: Mapping[str, Lexicon]) -> list[Statement]:
    """In the order of the text. A page that states nothing (an article, a template) has none."""
    read = audit.read(document, lexicons)
    if read.genre in WHY_NOTHING:
        return []
    settings = {id(each.sentence): each for each in settings_of(read.sentences, document.blocks, scopes)}
    found = [said for each in settings.values() for said in _times(each)]
    for candidate in audit.candidates(audit.RULES["policy"], read.sentences):
        reader = _READERS.get(candidate.code)
        if reader is not None and candidate.state == "present":
            found += reader(settings[id(candidate.sentence)], candidate)
    if document.kind == "policy":
        found += [said for each in settings.values() for said in contact.statements(each)]
    worth = _price(read.sentences) if document.kind == "product" else None
    own = (replace(said, source=document.id, language=read.language, worth=worth) for said in found)
    return sorted(own, key=lambda said: said.start)


def _price(sentences: Iterable[Sentence]) -> Decimal:
    """What the goods of the page cost, 0 when it does not say."""
    prices = audit.candidates(audit.RULES["product"], sentences)
    sums = [fact.value for each in prices if each.code == "product.price" for fact in each.facts]
    return max((value for value in sums if value is not None), default=Decimal(0))


def _times(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question:
        return
    times = timed(sentence)
    for at, time in enumerate(times):
        topic = _TIMES.get(time.role.name)
        if topic is None or time.quantity.blank or _conditional(setting, time):
            continue
        quantities = [each.quantity for each in times]
        scope = setting.scope(quantities, at, time.fact.places)
        if scope is not None:
            candidate = Candidate(topic, "present", sentence, "", time.words)
            yield _said(topic, candidate, time.fact, scope, limit=setting.is_limit(time.quantity))


def _conditional(setting: Setting, time: Time) -> bool:
    """The window of an exchange alone is none of a return; what is due when goods are faulty is no rule."""
    sentence = setting.sentence
    if time.quantity.start > setting.exception_at:
        return True
    if time.role.name == "window":
        only_exchange = sentence.has("exchange") and not sentence.has("return", "refund", "withdrawal", "money_back")
        return only_exchange or bool(sentence.near & _AMISS)
    return time.role.name == "refund" and bool(sentence.near & mask("lost", "delay", "damaged"))


def _said(
    topic: str, candidate: Candidate, fact: Fact, scope: Scope, *, word: str = "", limit: bool = False
) -> Statement:
    start, end = quoted(candidate)
    return Statement(topic, "", candidate.sentence.text[start:end], fact, scope, start, word, limit)


def _shipping_cost(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or _is_of_a_return(sentence):
        return
    if _answers_from_which_sum(setting):
        yield from _sums_named(setting, candidate)
        return
    for fact in candidate.facts:
        scope = _scope_at(setting, candidate, fact.places)
        if scope is None:
            continue
        least = _threshold(sentence, fact)
        if least is not None:
            yield _said("fee.shipping_cost:threshold", candidate, least, scope)
        elif not (fact.value == 0 and fact.condition):
            yield _said("fee.shipping_cost:rate", candidate, fact, scope)


def _answers_from_which_sum(setting: Setting) -> bool:
    """ "Is it free?" "Over 50.", or "How much must I spend?" "50."."""
    sentence = setting.sentence
    asked = sentence.label & mask("free", "free_shipping") and not sentence.has("free", "free_shipping")
    return bool((asked and sentence.has("over")) or setting.inherited & BIT["spend"])


def _sums_named(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    amounts = setting.sentence.amounts
    for at, (amount, places) in enumerate(zip(amounts, places_of(setting.sentence, amounts), strict=True)):
        scope = setting.scope(amounts, at, places)
        if scope is not None:
            fact = Fact(_least(amount), unit=amount.unit)
            yield _said("fee.shipping_cost:threshold", candidate, fact, scope)


def _is_of_a_return(sentence: Sentence) -> bool:
    return bool(sentence.near & _AMISS) or bool(sentence.mask & _BACK and not sentence.has("over"))


def _scope_at(setting: Setting, candidate: Candidate, places: tuple[str, ...] = ()) -> Scope | None:
    """The scope of the amount that the candidate is about."""
    amounts = setting.sentence.amounts
    start = candidate.words[0][0] if candidate.words else setting.sentence.start
    if len(amounts) < 2:
        return setting.scope(places=places)
    at = min(range(len(amounts)), key=lambda place: abs(amounts[place].start - start))
    return setting.scope(amounts, at, places)


def _threshold(sentence: Sentence, fact: Fact) -> Fact | None:
    """The sum from which sending is free."""
    if fact.value != 0 or not fact.condition:
        return None
    for amount in sentence.amounts:
        if sentence.text[amount.start : amount.end] in fact.condition:
            return Fact(_least(amount), unit=amount.unit)
    return None


def _least(amount: Quantity) -> Decimal | None:
    return amount.value if amount.value is not None else amount.minimum


def _return_shipping(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    if setting.sentence.near & _AMISS and not setting.has("unless"):
        return
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None and fact.payer is not None:
            scope = Scope(scope.places, scope.exception - {"by_law"})
            payer = "shop" if fact.value == 0 else fact.payer
            yield _said("fee.return_shipping", candidate, fact, scope, word=payer)


def _restocking(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None:
            none = fact.negated or fact.value == 0
            yield _said("fee.restocking", candidate, Fact(Decimal(0), unit="percent") if none else fact, scope)


def _duties(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None and fact.payer is not None:
            yield _said("fee.duties", candidate, fact, Scope(scope.places), word=fact.payer)


def _tax(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    excluded = sentence.words(BIT["tax_excluded"])
    included = [
        word
        for word in sentence.words(BIT["tax_included"])
        if not any(other.start <= word.start and word.end <= other.end for other in excluded)
    ]
    if (
        scope is None
        or bool(excluded) == bool(included)
        or (sentence.has("shipping_cost") and not sentence.has("price"))
    ):
        return
    yield _said("price.tax", candidate, Fact(), scope, word="excluded" if excluded else "included")


def _currency(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is not None and fact.unit and not setting.has("market"):
            yield _said("price.currency", candidate, fact, scope, word=fact.unit)


def _exchange(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    said = sentence.has("exchange") or setting.answers
    if scope is not None and said and not sentence.near & _AMISS and not sentence.is_question:
        word = "no" if _denied(setting.sentence, "exchange") else "yes"
        yield _said("return.exchange", candidate, Fact(negated=word == "no"), scope, word=word)


def _cancellation(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence, scope = setting.sentence, setting.scope()
    said = sentence.has("cancel") or setting.answers
    if scope is None or not said or sentence.is_question or sentence.near & mask("withdrawal", "lost", "delay"):
        return
    until = sentence.has("until") and bool(sentence.mask & _SENT) and not _answers_no(sentence)
    word = "no" if _denied(sentence, "cancel") and not until else "yes"
    yield _said("order.cancellation", candidate, Fact(negated=word == "no"), scope, word=word)


def _denied(sentence: Sentence, concept: str) -> bool:
    """A "no" close to the word; one far away denies something else."""
    if not sentence.has(concept):
        return _answers_no(sentence) or (sentence.has("negation") and not sentence.has("yes", "until"))
    return _answers_no(sentence) or sentence.within(mask("negation", "no"), BIT[concept], _NEAR)


def _answers_no(sentence: Sentence) -> bool:
    return any(word.start - sentence.start < 3 for word in sentence.words(mask("no"))) or (
        bool(sentence.label) and any(word.start - sentence.start < 3 for word in sentence.words(mask("negation")))
    )


def _destinations(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence = setting.sentence
    scope = setting.scope()
    for fact in candidate.facts:
        if scope is None or not fact.places or sentence.has("abroad") or sentence.near & mask("duties"):
            continue
        lone = len(candidate.facts) == 1 and sentence.has("only")
        refused = fact.negated and not lone and not sentence.amounts and not sentence.durations
        word = "never" if refused else "only" if sentence.has("only") else "there"
        yield _said("shipping.destinations", candidate, fact, Scope(fact.places), word=word)


_READERS: Mapping[str, Reads] = {
    "fee.shipping_cost": _shipping_cost,
    "fee.return_shipping": _return_shipping,
    "fee.restocking": _restocking,
    "fee.duties": _duties,
    "price.tax": _tax,
    "price.currency": _currency,
    "return.exchange": _exchange,
    "order.cancellation": _cancellation,
    "shipping.destinations": _destinations,
}
