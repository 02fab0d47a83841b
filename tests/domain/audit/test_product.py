"""What product descriptions say, and what their praise does not."""

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import Reading
from integration.domain.document import read_text
from integration.languages import lexicons


def product(text: str, language: str | None = None) -> Reading:
    return audit(read_text(text, id="1", kind="product", language=language), lexicons())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Price: £24. Made of oiled oak. 30 x 20 x 2 cm. Wipe clean with a damp cloth. Delivered in 3–5 days."),
        ("fr", "Prix : 24 €. En chêne huilé. 30 x 20 x 2 cm. Nettoyer avec un chiffon. Livraison en 3 à 5 jours."),
        ("de", "Preis: 24 €. Aus geölter Eiche. 30 x 20 x 2 cm. Feucht abwischen. Lieferzeit 3–5 Tage."),
        ("es", "Precio: 24 €. De roble. 30 x 20 x 2 cm. Limpiar con un paño. Entrega en 3 a 5 días."),
        ("pt", "Preço: 24 €. Em madeira de carvalho. 30 x 20 x 2 cm. Limpar com um pano. Entrega em 3 a 5 dias."),
        ("zh", "价格:¥240。橡木材质。30x20x2厘米。用湿布擦拭清洁。3-5天送达。"),
        ("it", "Prezzo: 24 €. In rovere. 30 x 20 x 2 cm. Pulire con un panno. Consegna in 3-5 giorni."),
        ("nl", "Prijs: € 24. Van eikenhout. 30 x 20 x 2 cm. Reinigen met een doek. Levertijd 3 tot 5 dagen."),
        ("ja", "価格:2,400円。オーク材。30x20x2cm。お手入れは固く絞った布で拭いてください。お届けまで3~5日。"),
    ],
)
def test_a_plain_description_says_price_material_size_care_and_delivery(language: str, text: str):
    reading = product(text, language)
    assert reading.language == language
    wanted = {"product.price", "product.material", "product.dimensions", "product.care_or_usage", "product.delivery"}
    assert wanted <= set(reading.codes("present"))


def test_praise_is_not_a_feature_and_a_promise_without_a_rule_is_vague():
    reading = product("AMAZING brush, best on the market! Fast shipping! 100% satisfaction.")
    assert {"product.features", "product.delivery", "product.returns"} <= set(reading.codes("vague"))
    assert reading.codes("present") == []


def test_a_price_of_zero_and_a_price_on_request_are_no_prices():
    assert product("Mug. Price: €0.00").findings["product.price"].state == "placeholder"
    assert product("Mug. Price on request.").findings["product.price"].state == "vague"


def test_an_unfilled_template_is_a_placeholder():
    reading = product("[Describe your product here]. Material: [material]. Size: XX x XX cm. Warranty: [period].")
    for code in ("product.material", "product.dimensions", "product.warranty", "product.features"):
        assert reading.findings[code].state == "placeholder", code


def test_a_warranty_needs_a_time():
    assert product("Two-year guarantee on the motor.").findings["product.warranty"].facts[0].value == 24
    assert product("Comes with our famous warranty.").findings["product.warranty"].state == "vague"
