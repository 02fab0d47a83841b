"""Each detail in each language: a sentence that states it, and a hard neighbour that does not."""

import tomllib
from pathlib import Path

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import Finding
from integration.domain.document import Kind, read_text
from integration.languages import lexicons

TABLE = tomllib.loads((Path(__file__).parent / "statements.toml").read_text(encoding="utf-8"))
CASES = [
    (language, code, *pair)
    for language, rows in TABLE.items()
    for code, said in rows.items()
    for pair in zip(said[::2], said[1::2], strict=True)
]


def finding(code: str, text: str, language: str | None = None, kind: Kind = "policy") -> Finding:
    return audit(read_text(text, id="1", kind=kind, language=language), lexicons()).findings[code]


@pytest.mark.parametrize(("language", "code", "statement", "neighbour"), CASES)
def test_a_statement_is_found_and_its_neighbour_is_not(language: str, code: str, statement: str, neighbour: str):
    kind: Kind = "product" if code.startswith("product.") else "policy"
    found = finding(code, statement, language, kind)
    assert found.state == "present"
    assert found.quote in statement
    assert found.rule
    assert finding(code, neighbour, language, kind).state != "present"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("fee.shipping_cost", "Shipping costs are calculated at checkout."),
        ("return.refund_time", "Refunds are paid as soon as possible."),
        ("contact.channel", "Contactez-nous par e-mail."),
        ("fee.duties", "Es können Zollgebühren anfallen."),
        ("shipping.delay_loss", "Los envíos pueden sufrir retrasos."),
        ("shipping.delivery_time", "O prazo de entrega varia conforme o destino."),
        ("price.tax", "Versandkosten inkl. MwSt.: 5,95 €."),
        ("return.window", "运输损坏请在收货后3天内联系我们。"),
        ("fee.return_shipping", "Returns\nWe refund the way you paid.\nReturn postage may be charged."),
        ("fee.return_shipping", "Who pays if I send something back?\nA fee may apply, depending on the country."),
        ("fee.return_shipping", "退款\n不收取任何手续费。\n退货可能产生一定的运费。"),
    ],
)
def test_what_is_only_mentioned_is_vague(code: str, text: str):
    assert finding(code, text).state == "vague"


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        ("shipping.delivery_time", "policy", "You may return anything unused within 14 days of delivery."),
        (
            "shipping.delivery_time",
            "policy",
            "Vous pouvez retourner l'article sous 14 jours après la livraison.",
        ),
        ("shipping.delivery_time", "policy", "Du kannst die Ware binnen 14 Tagen nach der Lieferung zurückgeben."),
        ("product.delivery", "product", "You have 30 days to send it back."),
        ("contact.channel", "policy", "Tracking: you receive a number by e-mail."),
        ("contact.channel", "policy", "El número de seguimiento llega por correo."),
        ("contact.channel", "policy", "Você recebe por e-mail o código de rastreamento."),
        ("contact.channel", "policy", "出货后寄邮件,附快递单号。"),
    ],
)
def test_what_speaks_of_something_else_is_not_even_vague(code: str, kind: Kind, text: str):
    assert finding(code, text, kind=kind).state == "missing"


def test_a_parcel_that_leaves_within_days_is_dispatched():
    assert finding("product.delivery", "Leaves Porto within 1-2 working days.", kind="product").state == "present"
    assert finding("product.delivery", "Green tea leaves, picked in spring.", kind="product").state == "missing"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("return.window", "You may return goods within [14 days] of delivery."),
        ("return.window", "Du kannst die Ware innerhalb von XX Tagen zurücksenden."),
        ("contact.channel", "Questions? E-mail support@website.com."),
        ("contact.channel", "Contáctanos en [correo electrónico]."),
        ("contact.channel", "Contact: [Insert support email]"),
        ("contact.hours", "We answer the phone during [business hours]."),
        ("contact.hours", "Horaires : [horaires d'ouverture]."),
        ("contact.hours", "Öffnungszeiten: [Öffnungszeiten]."),
        ("contact.hours", "Horário de atendimento: [horário]."),
        ("contact.hours", "客服时间:【营业时间】。"),
    ],
)
def test_what_a_template_left_open_is_a_placeholder(code: str, text: str):
    assert finding(code, text).state == "placeholder"


@pytest.mark.parametrize("text", ["Size: XX cm", "Maße: XX x XX cm", "Taille : XXcm", "Volume: XX l"])
def test_a_size_left_open_is_a_placeholder(text: str):
    assert finding("product.dimensions", text, kind="product").state == "placeholder"


@pytest.mark.parametrize(
    "text", ["Sizes S to XXL.", "Du S au XXL, 30 cm de large.", "Del P al XXG.", "Größen S bis XXL"]
)
def test_a_clothes_size_is_no_placeholder(text: str):
    assert finding("product.dimensions", text, kind="product").state != "placeholder"


@pytest.mark.parametrize(
    "text",
    [
        "Does linen shrink?\nIt shrinks by less than 2% more.",
        "O linho encolhe?\nEncolhe menos de 2%.",
        "Returns\nWe refund in full, and we never keep a restocking fee.",
        "Retours\nSi le colis est perdu, nous vous renvoyons la commande.",
        "Devoluciones\nPuedes cancelar el pedido sin coste antes del envío.",
        "订单发货前可以免费取消,款项全额退回。",
    ],
)
def test_a_cost_among_returns_is_not_yet_the_cost_of_a_return(text: str):
    assert finding("fee.return_shipping", text).state == "missing"


def test_headings_and_questions_say_what_a_short_answer_is_about():
    faq = "How long does delivery take?\n3–5 days.\nCan I cancel?\nYes, within six hours."
    assert finding("shipping.delivery_time", faq).quote == "3–5 days."
    assert finding("order.cancellation", faq).quote == "Yes, within six hours."
    assert finding("return.window", "Widerruf\n• Frist: 14 Tage.\n• Die Kosten trägt der Kunde.").state == "present"


@pytest.mark.parametrize(
    "text",
    [
        "How to write a return policy\nTell your customers how many days they have, for example 30 days. Retailers who "
        "explain returns well sell more. Best practices: name who pays return shipping.",
        "Rédiger sa politique de retour : le guide\nIndiquez à vos clients le délai, par exemple 14 jours.",
        "This is where you describe your return policy, for example 30 days.",
        "退货政策怎么写?\n消费者一般都能在七天内退货。资料来源:百科,仅供参考。",
    ],
)
def test_articles_and_sample_pages_state_nothing(text: str):
    reading = audit(read_text(text, id="1", kind="policy"), lexicons())
    assert reading.codes("present") == []
    assert reading.findings["return.window"].rule


def test_a_shop_that_says_we_is_not_an_article():
    text = "We know our customers hate waiting. You can return anything within 30 days. We pay the return postage."
    assert audit(read_text(text, id="1", kind="policy"), lexicons()).codes("present")


def test_the_head_of_a_table_leaves_its_rows_under_what_the_table_stands_under():
    table = "Entregas\nZona | Plazo | Precio\nPenínsula | 24/48 h | 4,95 €\nPreparación: 1 día laborable."
    assert finding("shipping.destinations", table, "es").state == "present"


def test_a_changed_order_is_no_exchange():
    faq = "Posso cambiare o annullare l'ordine?\nSì, finché è in preparazione."
    assert finding("order.cancellation", faq, "it").state == "present"
    assert finding("return.exchange", faq, "it").state == "missing"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Exchanges\nReturn the item you have and place a new order."),
        ("es", "Cambios\nDevuelve el artículo y haz otra compra."),
        ("fr", "Échanges\nRetournez l'article, puis faites un nouvel achat."),
        ("pt", "Trocas\nDevolva o artigo e faça uma nova compra."),
        ("it", "Cambi\nRendi l'articolo e fai un nuovo acquisto."),
    ],
)
def test_under_exchanges_to_return_and_buy_again_is_the_answer(language: str, text: str):
    assert finding("return.exchange", text, language).state == "present"
    assert finding("return.exchange", text.split("\n")[1], language).state == "missing"


def test_a_date_does_not_end_a_german_sentence() -> None:
    said = "Für Käufe ab dem 20. Juli 2025 gilt eine Rückgabefrist von 30 Tagen."
    assert finding("return.window", f"Guten Tag. {said} Danke.", "de").quote == said
    assert finding("return.window", "Unser Haus hat die Nummer 20. Die Rückgabefrist beträgt 30 Tage.", "de").quote == (
        "Die Rückgabefrist beträgt 30 Tage."
    )
