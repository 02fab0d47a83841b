"""What a document states of payment, carriers, the least order and the hour of the day, and what it does not."""

import pytest

from integration.domain.consistency.reading import statements
from integration.domain.document import read_text
from integration.languages import lexicons, scopes


def said(language: str, topic: str, text: str) -> set[tuple[str, ...]]:
    """What is said, and of which exception."""
    document = read_text(text, id="1", kind="policy", language=language)
    found = statements(document, lexicons(), scopes())
    return {(each.says, *sorted(each.scope.exception)) for each in found if each.topic == topic}


@pytest.mark.parametrize(
    ("language", "text", "ways"),
    [
        ("en", "You can pay by PayPal or bank transfer.", {("yes", "paypal"), ("yes", "pay_by_transfer")}),
        ("en", "Can I pay by cheque?\nSorry, no.", {("no", "pay_by_cheque")}),
        ("de", "Wir akzeptieren Kreditkarte, aber keine Nachnahme.",
         {("yes", "pay_by_card"), ("no", "pay_on_delivery")}),
        ("pt", "Aceitamos boleto sem juros.", {("yes", "boleto")}),
        ("es", "¿Puedo pagar contra reembolso?\nSí, por 2 € más.", {("yes", "pay_on_delivery")}),
        ("en", "We refund you by PayPal or bank transfer.", set()),
        ("en", "We do not accept PayPal for orders over £500.", set()),
        ("de", "Wir akzeptieren nur Kreditkarte.", {("yes", "pay_by_card")}),
    ],
)  # fmt: skip
def test_ways_to_pay(language: str, text: str, ways: set[tuple[str, ...]]) -> None:
    assert said(language, "checkout.payment_methods", text) == ways


@pytest.mark.parametrize(
    ("language", "text", "carriers"),
    [
        ("fr", "Nous expédions par Colissimo.", {("la poste",)}),
        ("es", "Los pedidos se envían con Correos Express.", {("correos express",)}),
        ("en", "We ship with UPS or USPS.", {("ups, usps",)}),
        ("en", "We do not ship with UPS.", set()),
        ("en", "Express orders are shipped with UPS.", set()),
        ("en", "Send your return to us with UPS.", set()),
        ("en", "Which carrier do you ship with, UPS?", set()),
    ],
)
def test_carriers(language: str, text: str, carriers: set[tuple[str, ...]]) -> None:
    assert said(language, "shipping.method:carrier", text) == carriers


@pytest.mark.parametrize(
    ("language", "text", "least"),
    [
        ("en", "There is a minimum order of £20.", {("20 GBP",)}),
        ("nl", "Is er een minimale bestelling?\nJa, € 15.", {("15 EUR",)}),
        ("ja", "いくらから注文できますか？\n2,000円からです。", {("2000 JPY",)}),
        ("en", "The minimum order for free shipping is £50.", set()),
        ("en", "How much is gift wrap?\n£3.", set()),
    ],
)
def test_the_least_order(language: str, text: str, least: set[tuple[str, ...]]) -> None:
    assert said(language, "order.minimum", text) == least


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("it", "Entro che ora devo ordinare?\nEntro le 12.", {("12:00",)}),
        ("zh", "每天下午5点前下单当天发货。", {("17:00",)}),
        ("en", "Orders placed before 11am leave the same afternoon.", {("11:00",)}),
        ("it", "Gli ordini partono entro le 24 ore.", set()),
        ("en", "Order lines are answered by phone until 5pm.", set()),
    ],
)
def test_the_hour_until_which_orders_leave(language: str, text: str, hours: set[tuple[str, ...]]) -> None:
    assert said(language, "shipping.handling_time:cut_off", text) == hours


def test_numbers_of_one_shape_are_of_one_kind() -> None:
    text = "Company number 09876543. VAT registration number GB 123 4567 89."
    assert said("en", "identity.vat_id", text) == {("GB123456789", " GB999999999")}
    assert said("en", "identity.registration", text) == {("09876543", "company number 99999999")}


@pytest.mark.parametrize(
    ("language", "topic", "text", "says"),
    [
        ("zh", "shipping.delivery_time", "台灣：運費HK$60，4至7個工作天送達。", {("4-7 business_day",)}),
        ("zh", "fee.shipping_cost:rate", "台灣：運費HK$60，4至7個工作天送達。", {("60 HKD",)}),
        ("zh", "fee.shipping_cost:threshold", "滿HK$1,299免運費。", {("1299 HKD",)}),
        ("zh", "contact.hours", "客服时间：上午9点至下午6点。", {("9:00-18:00",)}),
        ("de", "price.tax", "Unsere Preise enthalten die gesetzliche Mehrwertsteuer.", {("included",)}),
        ("de", "contact.channel:email", "Schreib uns an tee@laden.example.", {("tee@laden.example", "tee")}),
        ("de", "contact.channel:email", "Schreib uns an info@laden.example.", {("info@laden.example",)}),
        ("en", "contact.channel:email", "Google: privacy@search.example", set()),
        ("it", "contact.channel:phone", "P. IVA 01234567897.", set()),
        ("en", "shipping.destinations", "Do you ship to Spain?\nYes, we do.", {("there ES",)}),
        ("en", "shipping.destinations", "Do you ship to Spain for free?\nNo.", set()),
    ],
)
def test_what_else_is_said(language: str, topic: str, text: str, says: set[tuple[str, ...]]) -> None:
    assert said(language, topic, text) == says
