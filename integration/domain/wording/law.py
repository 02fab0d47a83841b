"""What only some laws ask for, and only the merchant knows: who sells, who made it, where the forms are."""

from collections.abc import Mapping, Sequence

from integration.domain.terms import Terms
from integration.domain.wording.said import ASK, Detail, Said, detail


def asked(_terms: Terms) -> Sequence[Said]:
    return ASK


DETAILS: Mapping[str, Detail] = {
    code: detail(asked)
    for code in (
        "identity.legal_name", "identity.address", "identity.registration", "identity.vat_id",
        "return.withdrawal_function", "return.model_form", "guarantee.legal_notice", "dispute.adr_body",
        "checkout.payment_methods", "legal.privacy", "product.manufacturer", "product.responsible_person",
        "product.safety_warnings", "product.identifier", "product.lowest_price_30d", "price.unit_price",
    )
}  # fmt: skip
