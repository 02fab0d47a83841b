"""Everything that a document states, each statement with its own quote, fact and scope."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from integration.domain import audit
from integration.domain.audit.candidate import Candidate
from integration.domain.audit.genre import WHY_NOTHING
from integration.domain.audit.sentences import Sentence
from integration.domain.consistency import (
    carriers,
    contact,
    costs,
    cut_off,
    destinations,
    grants,
    identity,
    least_order,
    means,
    payment,
    prices,
    return_costs,
    times,
)
from integration.domain.consistency.scope import Setting, settings_of
from integration.domain.consistency.statement import Statement
from integration.domain.document import Document
from integration.domain.lexicon import Lexicon

_READERS: Mapping[str, Callable[[Setting, Candidate], Iterator[Statement]]] = {
    "fee.return_shipping": return_costs.return_shipping,
    "fee.restocking": costs.restocking,
    "fee.duties": costs.duties,
    "price.tax": prices.tax,
    "price.currency": prices.currency,
    "return.exchange": grants.exchange,
    "order.cancellation": grants.cancellation,
    "shipping.destinations": destinations.destinations,
    "shipping.tracking": means.tracking,
    "return.refund_method": means.refund_method,
    "return.refused": means.refused,
    "return.exclusions": means.excluded,
    "identity.vat_id": identity.vat_id,
    "identity.registration": identity.registration,
}
_OF_POLICIES: tuple[Callable[[Setting], Iterator[Statement]], ...] = (
    contact.statements, payment.statements, carriers.statements, least_order.statements, cut_off.statements,
    destinations.answered,
)  # fmt: skip
"""What no rule of the audit looks for, or it takes the question to understand."""


def statements(document: Document, lexicons: Mapping[str, Lexicon], scopes: Mapping[str, Lexicon]) -> list[Statement]:
    """In the order of the text. A page that states nothing (an article, a template) has none."""
    read = audit.read(document, lexicons)
    if read.genre in WHY_NOTHING:
        return []
    settings = {id(each.sentence): each for each in settings_of(read.sentences, document.blocks, scopes)}
    found = [
        said for each in settings.values() for said in (*times.statements(each, document.kind), *costs.unmarked(each))
    ]
    for candidate in audit.RULES["policy"].candidates(read.sentences):
        reader = _READERS.get(candidate.code)
        if candidate.state != "present":
            continue
        setting = settings[id(candidate.sentence)]
        if candidate.code == "fee.shipping_cost":
            found += costs.shipping_cost(setting, candidate, document.kind)
        elif reader is not None:
            found += reader(setting, candidate)
    found += [also for said in found if (also := means.taken_back(said)) is not None]
    if document.kind == "policy":
        own = (each for each in settings.values() if not each.is_for_some_buyers)
        found += [said for each in own for read_as in _OF_POLICIES for said in read_as(each)]
    worth = None
    if document.kind == "product":
        worth = _price(read.sentences)
        found += prices.of_goods(audit.RULES["product"].candidates(read.sentences))
    read_here = (replace(said, source=document.id, language=read.language, worth=worth) for said in found)
    return sorted(read_here, key=lambda said: said.start)


def _price(sentences: Iterable[Sentence]) -> Decimal:
    """What the goods of the page cost, 0 when it does not say."""
    priced = audit.RULES["product"].candidates(sentences)
    prices = [each for each in priced if each.code == "product.price" and not each.sentence.has("over")]
    sums = [fact.value for each in prices for fact in each.facts]
    return max((value for value in sums if value is not None), default=Decimal(0))
