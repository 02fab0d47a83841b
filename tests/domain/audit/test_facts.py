"""The values behind the statements: numbers in words and figures, ranges, units, who pays, from when."""

from decimal import Decimal

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import Fact
from integration.domain.audit.numerals import cjk_number, decimal_of
from integration.domain.document import read_text
from integration.languages import lexicons


def fact(code: str, text: str, language: str | None = None) -> Fact:
    found = audit(read_text(text, id="1", kind="policy", language=language), lexicons()).findings[code]
    assert found.facts, (code, found)
    return found.facts[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("Returns are accepted within 30 days of delivery.", 30, "day"),
        ("Returns are accepted for two weeks.", 14, "day"),
        ("Returns are accepted within a fortnight.", 14, "day"),
        ("Vous avez quatorze jours pour nous retourner l'article.", 14, "day"),
        ("Sie haben dreißig Tage Zeit für die Rückgabe.", 30, "day"),
        ("Puedes devolverlo en 15 días hábiles.", 15, "business_day"),
        ("Você pode devolver em até 7 (sete) dias corridos.", 7, "day"),
        ("七日内可以退货。", 7, "day"),
        ("半个月内可以退货。", 15, "day"),
        ("兩週內可以退貨。", 14, "day"),
        ("2026年5月31日前下单，7天内可以退货。", 7, "day"),
        ("收货后十个工作日内可退货。", 10, "business_day"),
        ("Resi entro 14 giorni lavorativi.", 14, "business_day"),
        ("Retourneren kan binnen 10 werkdagen.", 10, "business_day"),
        ("到着後3営業日以内に返品をお願いします。", 3, "business_day"),
        ("Returns are accepted for three months.", 3, "month"),
        ("Return it within 48 hours of delivery.", 48, "hour"),
    ],
)
def test_a_time_in_figures_or_words(text: str, value: int, unit: str):
    said = fact("return.window", text)
    assert (said.value, said.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("Delivery takes 3–5 working days.", 3, 5, "business_day"),
        ("Delivery takes between two and four weeks.", 14, 28, "day"),
        ("Livraison en 2 à 8 jours ouvrés.", 2, 8, "business_day"),
        ("Lieferzeit: 2 bis 4 Werktage.", 2, 4, "business_day"),
        ("El plazo de entrega es de 3 a 5 días.", 3, 5, "day"),
        ("配送时间3至5个工作日。", 3, 5, "business_day"),
        ("お届けまで3~5日です。", 3, 5, "day"),
        ("Consegna in 24-48 ore.", 24, 48, "hour"),
    ],
)
def test_a_range_has_two_ends(text: str, low: int, high: int, unit: str):
    said = fact("shipping.delivery_time", text)
    assert (said.minimum, said.maximum, said.unit, said.value) == (Decimal(low), Decimal(high), unit, None)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("Shipping costs £3.95.", "3.95", "GBP"),
        ("Der Versand kostet 5,95 €.", "5.95", "EUR"),
        ("O frete custa R$ 19,90.", "19.90", "BRL"),
        ("運費NT$80。", "80", "TWD"),
        ("送料は全国一律1,200円です。", "1200", "JPY"),
        ("送料は￥800です。", "800", "JPY"),
        ("運費60元。", "60", "TWD"),
        ("香港順豐運費30元。", "30", "HKD"),
        ("运费10元。", "10", "CNY"),
        ("邮费港币80元。", "80", "HKD"),
        ("Les frais de port sont de 1 299,00 CHF.", "1299.00", "CHF"),
    ],
)
def test_a_price_has_its_currency(text: str, amount: str, unit: str):
    said = fact("fee.shipping_cost", text)
    assert (said.value, said.unit, said.payer) == (Decimal(amount), unit, "customer")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Free delivery on orders over £50.", "over £50"),
        ("Livraison offerte dès 60 €.", "dès 60 €"),
        ("Ab 60 € liefern wir versandkostenfrei.", "Ab 60 €"),
        ("Envío gratis a partir de 60 €.", "a partir de 60 €"),
        ("Frete grátis acima de R$ 199.", "acima de R$ 199"),
        ("满99元包邮。", "满99元"),
        ("满99包邮。", "满99"),
        ("全館滿千免運。", "滿千"),
        ("1万5千円以上で送料無料です。", "1万5千円以上"),
        ("5,000円以上で送料無料です。", "5,000円以上"),
    ],
)
def test_free_shipping_is_zero_on_a_condition(text: str, condition: str):
    said = fact("fee.shipping_cost", text)
    assert (said.value, said.payer, said.condition) == (0, "shop", condition)


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("Return shipping is paid by the customer.", "customer"),
        ("We pay the return shipping.", "shop"),
        ("You pay the postage back, unless we made the mistake.", "customer"),
        ("Les frais de retour sont à notre charge.", "shop"),
        ("Wir übernehmen die Rücksendekosten.", "shop"),
        ("退货运费由卖家承担。", "shop"),
        ("返送料はお客様負担です。", "customer"),
    ],
)
def test_who_pays_for_the_return(text: str, payer: str):
    assert fact("fee.return_shipping", text).payer == payer


def test_where_a_time_is_counted_from():
    assert fact("return.window", "Returns within 30 days of delivery.").counted_from == "delivery"
    assert (
        fact("return.refund_time", "We refund within 14 days after receiving your return.").counted_from == "goods_back"
    )
    assert fact("shipping.handling_time", "Dispatched within 2 days of your order.").counted_from == "order"


def test_places_and_refusals():
    assert fact("shipping.destinations", "We ship to Germany and Austria only.").places == ("DE", "AT")
    assert fact("shipping.destinations", "We ship worldwide.").places == ("world",)
    assert fact("return.exchange", "We do not exchange items.").negated
    assert fact("fee.restocking", "There is no restocking fee.").negated


@pytest.mark.parametrize(
    ("figures", "value"),
    [
        ("1.299,00", "1299.00"),
        ("1,299.00", "1299.00"),
        ("4,95", "4.95"),
        ("1 299", "1299"),
        ("1.000", "1000"),
        ("7", "7"),
    ],
)
def test_figures_of_every_country(figures: str, value: str):
    assert decimal_of(figures) == Decimal(value)


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        ("七", 7),
        ("十", 10),
        ("十四", 14),
        ("三十", 30),
        ("一百二十", 120),
        ("两", 2),
        ("1万5千", 15000),
        ("十五万", 150000),
    ],
)
def test_numbers_in_chinese_signs(signs: str, value: int):
    assert cjk_number(signs) == value
