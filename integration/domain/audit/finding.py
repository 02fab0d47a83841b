"""What the audit says of a document: one finding a detail, with the words that prove it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from integration.domain.document import Kind

State = Literal["present", "vague", "placeholder", "missing"]

POLICY_CODES: tuple[str, ...] = (
    "price.currency", "price.tax",
    "fee.shipping_cost", "fee.duties", "fee.restocking", "fee.return_shipping",
    "return.window", "return.condition", "return.exclusions", "return.procedure", "return.refund_method",
    "return.refund_time", "return.damaged", "return.exchange",
    "order.cancellation",
    "shipping.handling_time", "shipping.delivery_time", "shipping.method", "shipping.destinations",
    "shipping.tracking", "shipping.delay_loss",
    "contact.channel", "contact.hours", "dispute.process",
)  # fmt: skip
PRODUCT_CODES: tuple[str, ...] = (
    "product.price", "product.tax_or_fees", "product.material", "product.dimensions", "product.features",
    "product.delivery", "product.returns", "product.warranty", "product.care_or_usage",
)  # fmt: skip
CODES: Mapping[Kind, tuple[str, ...]] = {"policy": POLICY_CODES, "product": PRODUCT_CODES}

EXTRA_CODES: Mapping[Kind, tuple[str, ...]] = {
    "policy": (
        "identity.legal_name", "identity.address", "identity.registration", "identity.vat_id",
        "return.refused", "return.withdrawal_function", "return.model_form",
        "guarantee.legal_notice", "guarantee.commercial",
        "dispute.adr_body", "dispute.odr_stale",
        "checkout.payment_methods", "shipping.restrictions", "legal.privacy", "legal.stale_citation",
    ),
    "product": (
        "product.manufacturer", "product.responsible_person", "product.safety_warnings", "product.identifier",
        "product.lowest_price_30d", "price.unit_price",
    ),
}  # fmt: skip
"""What laws ask in some places only, or ask not to stand there: a finding only where the text speaks of it."""


def codes_of(kind: Kind) -> tuple[str, ...]:
    """Every detail that is looked for in a text of this kind."""
    return (*CODES[kind], *EXTRA_CODES[kind])


@dataclass(frozen=True, slots=True)
class Fact:
    """The value a statement gives. A limit is `value`, a range `minimum` and `maximum`.

    `unit`: day, business_day, hour, month, percent or an ISO 4217 code. `counted_from`: order, dispatch, delivery,
    notice or goods_back. `payer`: shop or customer. `places`: ISO 3166 codes, EU or world.
    """

    value: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: str | None = None
    counted_from: str | None = None
    payer: str | None = None
    places: tuple[str, ...] = ()
    condition: str | None = None
    negated: bool = False

    def details(self) -> dict[str, object]:
        """What it says, without the condition and whether it is denied."""
        said = zip(_DETAILS, _values(self), strict=True)
        return {name: value for name, value in said if value is not None and (value or name != "places")}


_DETAILS = ("value", "minimum", "maximum", "unit", "counted_from", "payer", "places")
_values = attrgetter(*_DETAILS)


def told(facts: Collection[Fact]) -> tuple[Fact, ...]:
    """The facts without those that another says more fully, under no condition of its own."""
    if len(facts) <= 1:
        return tuple(facts)
    said = {fact: fact.details() for fact in facts}
    kinds = {tuple(details) for details in said.values()}
    bare = Fact()
    if len(kinds) == 1 and bare not in said:
        return tuple(said)
    fuller = {
        (fact.condition, fact.negated, *((name, details[name]) for name in fewer))
        for fact, details in said.items()
        for fewer in kinds
        if len(fewer) < len(details) and details.keys() >= set(fewer)
    }
    return tuple(
        fact
        for fact, details in said.items()
        if (fact.condition, fact.negated, *details.items()) not in fuller
        and not (fact == bare and any(not other.negated for other in facts if other != bare))
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One detail of one document: its state, the exact quote at text[start:end], and the rule that decided.

    `words` are the words in the quote that the rule went by, so that a merchant can see why.
    """

    code: str
    state: State
    quote: str = ""
    start: int = 0
    end: int = 0
    facts: tuple[Fact, ...] = ()
    rule: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The audit of one document. `findings` has every code of the document's kind, in the order of CODES.

    `genre` is what kind of text it turned out to be: product, a PolicyKind, article (about policies in general),
    sample (a page nobody filled in) or instructions (to the merchant); the last three state nothing.
    """

    kind: Kind
    language: str
    findings: Mapping[str, Finding] = field(default_factory=dict)
    genre: str = ""

    def codes(self, state: State) -> list[str]:
        return sorted(code for code, finding in self.findings.items() if finding.state == state)
