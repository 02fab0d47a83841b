"""A shop's texts and settings read together: what contradicts what, and which details nobody states."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from integration.domain.audit.finding import CODES, Reading
from integration.domain.consistency import destinations, platform
from integration.domain.consistency.comparison import Pair, by_topic, disagreements, grouped
from integration.domain.consistency.limits import below_the_law, beyond_the_law, refused, without_covered_by_price
from integration.domain.consistency.statement import Statement
from integration.domain.consistency.structured import PRICE, priced_twice
from integration.domain.shop import ShopSettings

COMPARISON_VERSION = "7"
"""Goes up when the same texts are compared otherwise."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says: a document's exact words at text[start:], or the path of a setting.

    `says` is what it comes to; sides that say the same are on one side.
    """

    document: str = ""
    quote: str = ""
    start: int = 0
    setting: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Sides that cannot all be true, and the rule that found them, in words."""

    code: str
    sides: tuple[Side, ...]
    rule: str = ""
    topic: str = field(default="", compare=False)


RULES: Mapping[str, str] = {
    "return.window": "two times in which goods may come back",
    "return.window:law": "a time to return that is shorter than the right of withdrawal",
    "return.window:beyond": "a time to return that the page on returns does not give",
    "return.window:withdrawal": "two times in which one may withdraw",
    "return.window:refused": "taking back granted and refused",
    "return.exclusions": "goods taken back and not taken back",
    "return.refund_method": "money back and a credit instead",
    "return.refund_time": "two times until money is back",
    "fee.return_shipping": "two payers of sending back",
    "fee.return_shipping:sum": "two prices of sending back",
    "fee.restocking": "two fees for taking back",
    "fee.shipping_cost:rate": "two prices of sending to the same place",
    "fee.shipping_cost:threshold": "two sums from which sending is free",
    "fee.duties": "two payers of duties",
    "price.tax": "tax included and not included",
    "price.currency": "two currencies of the prices",
    "return.exchange": "exchange granted and refused",
    "return.exchange:window": "two times in which goods may be exchanged",
    "order.cancellation": "cancelling granted and refused",
    "order.cancellation:window": "two times in which an order may be cancelled",
    "shipping.handling_time": "two times until dispatch",
    "shipping.delivery_time": "two times until arrival",
    "shipping.handling_time:cut_off": "two hours of the day until which an order leaves or comes at once",
    "shipping.tracking": "parcels tracked and not tracked",
    "shipping.method:carrier": "two carriers for the same parcels",
    "shipping.destinations": "a destination promised and ruled out",
    "product.warranty": "two times of warranty",
    "contact.channel:email": "two addresses for the same questions",
    "contact.channel:phone": "two telephone numbers for the same questions",
    "contact.channel:gone": "an address in use that another page calls dead",
    "contact.hours": "two sets of hours",
    "order.minimum": "two least sums of an order",
    "checkout.payment_methods": "a way to pay accepted and not accepted",
    "identity.vat_id": "two tax numbers",
    "identity.registration": "two numbers in a register",
    PRICE: "one price in words, another in the page's structured data",
}


def contradictions(said: Iterable[Statement], settings: ShopSettings) -> list[Contradiction]:
    """What cannot all be true of the statements of a shop's documents and its settings, by topic."""
    topics = by_topic(without_covered_by_price([*said, *platform.statements(settings)]))
    found: list[Contradiction] = []
    for topic in RULES:
        pairs = _pairs(topic, topics, settings.country)
        found += [_contradiction(topic, group) for group in grouped(pairs) if not _known(topic, group, found)]
    return found


def _known(topic: str, group: Sequence[Statement], found: Iterable[Contradiction]) -> bool:
    """Whether the same words contradict each other already, as times to return whatever one calls the right."""
    if topic != "return.window:withdrawal":
        return False
    told = {(side.document, side.start) for each in found if each.code == "return.window" for side in each.sides}
    return any((said.document, said.start) in told for said in group)


def _pairs(topic: str, topics: Mapping[str, list[Statement]], home: str) -> Iterator[Pair]:
    if topic == "shipping.destinations":
        return destinations.disagreements(topics.get(topic, ()))
    if topic == "return.window:law":
        return below_the_law(topics.get("return.window", ()))
    if topic == "return.window:refused":
        return refused(topics.get(topic, ()), topics.get("return.window", ()))
    if topic == "return.window:beyond":
        every = [each for said in topics.values() for each in said]
        return beyond_the_law(topics.get("return.window", ()), every)
    if topic == PRICE:
        return priced_twice(topics.get(topic, ()))
    if topic == "contact.channel:gone":
        used = topics.get("contact.channel:email", ())
        return ((gone, use) for gone in topics.get(topic, ()) for use in used
                if gone.word == use.word and gone.source != use.source)  # fmt: skip
    return disagreements(topics.get(topic, ()), home)


def _contradiction(topic: str, group: Sequence[Statement]) -> Contradiction:
    sides: dict[tuple[str, str], Side] = {}
    for said in group:
        if said.source:
            side = Side(said.document, said.quote, said.start, says=said.says)
            sides.setdefault((said.source, said.quote), side)
        else:
            sides.setdefault(("", said.quote), Side(setting=said.quote, says=said.says))
    documents_first = sorted(sides.values(), key=lambda side: (not side.document, side.document, side.start))
    return Contradiction(topic.partition(":")[0], tuple(documents_first), RULES[topic], topic)


def missing(readings: Iterable[Reading]) -> list[str]:
    """The policy codes that none of the shop's policy pages states."""
    said = {code for reading in readings if reading.kind == "policy" for code in reading.codes("present")}
    return [code for code in CODES["policy"] if code not in said]
