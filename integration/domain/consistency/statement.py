"""One thing that a shop says of itself, wherever it says it, and what it says it of."""

from dataclasses import dataclass, field
from decimal import Decimal

from integration.domain.audit.candidate import Candidate, quoted
from integration.domain.audit.finding import Fact
from integration.domain.concepts import mask

EXCEPTIONS = ("on_sale", "express", "by_law")
CUT_OFF = "cut_off"
"""What orders before an hour of the day are promised, which is less than the rule for all."""

"""What may be said of them differs from the rule without contradicting it; each is compared with its like alone."""

ABROAD = "abroad"
STRUCTURED = "\x1fstructured data"
"""What sets a page's structured data apart from its text, as a source of its own."""

AMISS = mask("damaged", "wrong_item", "our_error", "legal_warranty", "lost", "delay")
"""What goes wrong: what is then said is no rule for when all is well."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a statement is said of: destinations (ISO 3166, EU or world; none named: wherever the shop is), and whether
    it is an exception from the rule: sale goods, an express service, a right by law, the hours of a showroom.
    """

    places: tuple[str, ...] = ()
    exception: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Statement:
    """`topic` is a detail code, with an aspect where one code has several: "fee.shipping_cost:threshold".

    It stands at `start` of the document `source` as `quote`, or at the path `quote` of the settings (source ""). A
    `limit` is said as "up to" or "usually": shorter is no contradiction. `word` is what is said where it is no number;
    `worth` the price of the goods when their own page says it, 0 when that is not known. `repeats` is true of an
    answer to a question and of a product's page: what they say in short, another page says in full.
    """

    topic: str
    source: str
    quote: str
    fact: Fact = field(default_factory=Fact)
    scope: Scope = field(default_factory=Scope)
    start: int = 0
    word: str = ""
    limit: bool = False
    language: str = ""
    worth: Decimal | None = None
    repeats: bool = False

    @property
    def document(self) -> str:
        """The document that the source is, or is a part of."""
        return self.source.removesuffix(STRUCTURED)

    @property
    def code(self) -> str:
        return self.topic.partition(":")[0]

    @property
    def says(self) -> str:
        """What it comes to, in no language."""
        numbers = (self.fact.value, self.fact.minimum, self.fact.maximum)
        amounts = "-".join(f"{number.normalize():f}" for number in numbers if number is not None)
        if self.code == "shipping.destinations":
            return " ".join((self.word, *self.fact.places))
        return self.word or f"{amounts} {self.fact.unit or ''}".strip()


def quoted_statement(
    topic: str,
    candidate: Candidate,
    fact: Fact,
    scope: Scope,
    *,
    word: str = "",
    limit: bool = False,
    repeats: bool = False,
) -> Statement:
    """A statement with the words that the candidate goes by; its source is filled in by whoever reads the document."""
    start, end = quoted(candidate)
    quote = candidate.sentence.text[start:end]
    return Statement(topic, "", quote, fact, scope, start, word, limit, repeats=repeats)
