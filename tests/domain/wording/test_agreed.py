"""What a clause may promise: only what holds always and everywhere."""

from decimal import Decimal

from integration.domain.audit import audit
from integration.domain.audit.finding import Fact
from integration.domain.document import read_text
from integration.domain.shop import ShopSettings
from integration.domain.terms import Terms, terms_of
from integration.languages import lexicons

COST = "fee.return_shipping"
FREE, PAID = Fact(payer="shop"), Fact(payer="customer")


def agreed(*facts: Fact) -> Fact | None:
    return Terms(ShopSettings(), {COST: facts}).agreed(COST)


def test_two_payers_are_no_promise():
    assert agreed(FREE) == FREE
    assert agreed(FREE, PAID) is None
    assert agreed(FREE, Fact(Decimal("9.50"), unit="EUR", payer="customer", places=("FR",))) is None
    assert agreed(PAID, Fact(payer="shop", condition="damaged")) == PAID


def test_what_the_shop_pays_when_it_erred_is_no_free_return():
    text = (
        "Les frais de retour sont à votre charge : 9,50 € depuis la France. "
        "En cas d’erreur de notre part, nous les prenons à notre charge."
    )
    reading = audit(read_text(text, id="1", kind="policy", language="fr"), lexicons())
    assert {fact.payer for fact in reading.findings[COST].facts if fact.condition is None} == {"customer"}
    assert terms_of([reading], ShopSettings()).agreed(COST) != FREE
