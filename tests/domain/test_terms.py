"""What a shop is known to grant: its settings first, then what its other documents say."""

from decimal import Decimal

from integration.domain.audit import audit
from integration.domain.audit.finding import Fact, Reading
from integration.domain.document import read_text
from integration.domain.shop import ShopSettings, Zone
from integration.domain.terms import Terms, terms_of
from integration.domain.wording import propose
from integration.languages import lexicons
from integration.languages.wording import wording

SETTINGS = ShopSettings(
    email="hello@lark.example", currency="EUR", prices_include_tax=False, zones=(Zone(("FR", "BE"), Decimal("4.90")),)
)


def read(text: str, language: str = "en") -> Reading:
    return audit(read_text(text, id="page", kind="policy", language=language), lexicons())


def test_settings_come_before_what_pages_say() -> None:
    pages = [read("All prices include VAT. Shipping costs €9.50. We ship to Spain. Prices are in US dollars.")]
    terms = terms_of(pages, SETTINGS)
    assert terms.known("price.tax") == (Fact(negated=True),)
    assert terms.known("price.currency") == (Fact(unit="EUR"),)
    assert terms.known("shipping.destinations") == (Fact(places=("FR", "BE")),)
    assert terms.known("fee.shipping_cost") == (Fact(Decimal("4.90"), unit="EUR", payer="customer"),)


def test_what_one_page_says_is_known_to_the_others() -> None:
    terms = terms_of([read("Sie können Artikel innerhalb von 30 Tagen nach Erhalt zurückgeben.", "de")], SETTINGS)
    clause = propose("return.window", terms, wording("fr"))
    assert clause.text == "Vous pouvez nous retourner votre commande dans un délai de 30 jours après sa réception."


def test_pages_that_disagree_leave_a_question() -> None:
    pages = [read("You can return items within 30 days of receipt."), read("Returns are accepted within 14 days.")]
    terms = terms_of(pages, SETTINGS)
    assert len(terms.known("return.window")) == 2
    assert terms.agreed("return.window") is None
    assert propose("return.window", terms, wording("en")).questions


def test_what_holds_for_some_goods_only_is_no_rule_for_all() -> None:
    general, sale = Fact(Decimal(30), unit="day"), Fact(Decimal(14), unit="day", condition="sale items")
    assert Terms(SETTINGS, {"return.window": (sale, general)}).agreed("return.window") == general
    assert Terms(SETTINGS, {"return.window": (sale,)}).agreed("return.window") is None


def test_carriers_are_named_as_the_page_names_them() -> None:
    terms = terms_of([read("Nous expédions avec Colissimo et DHL, en express.", "fr")], SETTINGS)
    assert set(terms.named("shipping.method")) == {"Colissimo", "DHL"}


def test_a_name_of_two_words_is_one_carrier() -> None:
    pages = [read("We ship with CTT Expresso, Colissimo and DHL Express.")]
    assert set(terms_of(pages, SETTINGS).named("shipping.method")) == {"CTT Expresso", "Colissimo", "DHL Express"}


def test_vague_and_open_findings_teach_nothing() -> None:
    terms = terms_of([read("You can return items within [14 days]. Shipping fees may apply.")], ShopSettings())
    assert terms.facts == {}
