"""What a page tells search engines beside what it tells its buyers: compared with the texts like another text."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from integration.domain.audit.finding import Fact
from integration.domain.audit.structured import Stated, stated_in
from integration.domain.consistency.comparison import Pair
from integration.domain.consistency.statement import STRUCTURED, Scope, Statement

PRICE = "product.price"
_TOPICS: Mapping[str, str] = {
    "return.window": "return.window",
    "fee.return_shipping": "fee.return_shipping",
    "fee.restocking": "fee.restocking",
    "fee.shipping_cost": "fee.shipping_cost:rate",
    "shipping.handling_time": "shipping.handling_time",
    "shipping.delivery_time": "shipping.delivery_time",
    "product.warranty": "product.warranty",
    "price.tax": "price.tax",
    PRICE: PRICE,
}


def structured_statements(html: str, document: str) -> list[Statement]:
    """The statements in the JSON-LD of a page; each quote is a stretch of the page's source."""
    said = (_statement(stated, document) for stated in stated_in(html))
    return [each for each in said if each is not None]


def _statement(stated: Stated, document: str) -> Statement | None:
    topic, fact = _TOPICS.get(stated.code), stated.fact
    if topic is None or not stated.quote or (stated.code == "return.window" and fact.negated):
        return None
    return Statement(
        topic, document + STRUCTURED, stated.quote, fact, Scope(fact.places), word=_word(stated.code, fact)
    )


def _word(code: str, fact: Fact) -> str:
    if code == "price.tax":
        return "excluded" if fact.negated else "included"
    return fact.payer or "" if code == "fee.return_shipping" else ""


def priced_twice(said: Sequence[Statement]) -> Iterator[Pair]:
    """A page's one price in words, and structured data that has none like it in the same currency."""
    pages: dict[str, list[Statement]] = defaultdict(list)
    for each in said:
        pages[each.document].append(each)
    for page in pages.values():
        told = [each for each in page if each.source.endswith(STRUCTURED)]
        words = [each for each in page if not each.source.endswith(STRUCTURED)]
        if len({each.fact for each in words}) == 1:
            yield from _unlike(words[0], told)


def _unlike(price: Statement, told: Sequence[Statement]) -> Iterator[Pair]:
    rivals = [each for each in told if each.fact.unit in (price.fact.unit, None)]
    if rivals and price.fact.value is not None and all(each.fact.value != price.fact.value for each in rivals):
        yield price, rivals[0]
