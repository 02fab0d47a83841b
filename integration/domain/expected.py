"""On which text a buyer would look for which detail."""

from collections.abc import Mapping

from integration.domain.audit.finding import EXTRA_CODES, POLICY_CODES, PRODUCT_CODES
from integration.domain.document import Kind


def _codes(*prefixes: str) -> frozenset[str]:
    return frozenset(code for code in POLICY_CODES if code.startswith(prefixes))


_BY_KIND: Mapping[str, frozenset[str]] = {
    "refund": _codes("return.", "fee.restocking", "fee.return_shipping"),
    "shipping": _codes("shipping.", "fee.shipping_cost", "fee.duties"),
    "terms": _codes("price.", "order.", "dispute."),
    "contact": _codes("contact."),
}


OF_GOODS = frozenset((
    "product.material", "product.dimensions", "product.care_or_usage",
    "product.manufacturer", "product.responsible_person", "product.safety_warnings", "product.identifier",
    "price.unit_price",
))  # fmt: skip
"""Of things that can be touched: nobody asks who made a gift card, or how to wash a download."""


def expected(kind: Kind, page_kind: str = "", *, sent: bool = True) -> frozenset[str]:
    """`page_kind` is refund, shipping, terms, contact ...; nothing is expected of other pages.

    `sent`: whether the product is one that a parcel can hold.
    """
    if kind == "product":
        return frozenset(PRODUCT_CODES) - (frozenset() if sent else OF_GOODS)
    return _BY_KIND.get(page_kind, frozenset())


_LEGAL_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "refund": ("return.withdrawal_function", "return.model_form", "guarantee.legal_notice"),
    "terms": ("checkout.payment_methods", "dispute.adr_body", "guarantee.legal_notice", "guarantee.commercial"),
    "contact": ("identity.legal_name", "identity.address", "identity.registration", "identity.vat_id"),
    "privacy": ("legal.privacy",),
}


def expected_by_law(kind: Kind, page_kind: str = "", *, sent: bool = True) -> tuple[str, ...]:
    """Where a detail belongs that only some laws ask for; whether they do is asked elsewhere."""
    if kind == "product":
        return tuple(code for code in EXTRA_CODES["product"] if sent or code not in OF_GOODS)
    return _LEGAL_BY_KIND.get(page_kind, ())
