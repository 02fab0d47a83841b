"""The form to withdraw with (directive 2011/83/EU, Annex I(B)): its lines are the buyer's, not the shop's word."""

import pytest

from integration.domain.audit import audit
from integration.domain.audit.finding import Finding
from integration.domain.document import read_text
from integration.languages import lexicons

LINE = "____________"
FORMS = {
    "en": f"""Model withdrawal form
(complete and return this form only if you wish to withdraw from the contract)
Ordered on (*)/received on (*): {LINE}
Name of consumer(s): {LINE}
Address of consumer(s): {LINE}
(*) Delete as appropriate.""",
    "fr": f"""Modèle de formulaire de rétractation
(Veuillez compléter et renvoyer le présent formulaire uniquement si vous souhaitez vous rétracter du contrat.)
Commandé le (*)/reçu le (*) : {LINE}
Nom du (des) consommateur(s) : {LINE}
Adresse du (des) consommateur(s) : {LINE}
(*) Rayez la mention inutile.""",
    "de": f"""Muster-Widerrufsformular
(Wenn Sie den Vertrag widerrufen wollen, dann füllen Sie bitte dieses Formular aus und senden Sie es zurück.)
Bestellt am (*)/erhalten am (*): {LINE}
Name des/der Verbraucher(s): {LINE}
Anschrift des/der Verbraucher(s): {LINE}
(*) Unzutreffendes streichen.""",
    "es": f"""Modelo de formulario de desistimiento
(solo debe cumplimentar y enviar el presente formulario si desea desistir del contrato)
Pedido el/recibido el (*): {LINE}
Nombre del consumidor o de los consumidores: {LINE}
Domicilio del consumidor o de los consumidores: {LINE}
Firma del consumidor o de los consumidores (solo si el presente formulario se presenta en papel): {LINE}
(*) Táchese lo que no proceda.""",
    "it": f"""Modulo di recesso tipo
(compilare e restituire il presente modulo solo se si desidera recedere dal contratto)
Ordinato il (*)/ricevuto il (*): {LINE}
Nome del/dei consumatore(i): {LINE}
Indirizzo del/dei consumatore(i): [{LINE}]
(*) Cancellare la dicitura inutile.""",
    "nl": f"""Modelformulier voor herroeping
(dit formulier alleen invullen en terugzenden als u de overeenkomst wilt herroepen)
Besteld op (*)/Ontvangen op (*): {LINE}
Naam/Namen consument(en): {LINE}
Adres consument(en): {LINE}
(*) Doorhalen wat niet van toepassing is.""",
    "pt": f"""Modelo de formulário de livre resolução
(só deve preencher e devolver o presente formulário se quiser resolver o contrato)
Encomendado em (*)/recebido em (*): {LINE}
Nome do(s) consumidor(es): {LINE}
Endereço do(s) consumidor(es): {LINE}
(*) Riscar o que não interessa.""",
}
SILENT = ("return.damaged", "order.cancellation", "contact.hours", "return.window")
UNSAID = ("return.withdrawal_function", "identity.address", "identity.legal_name")
NEIGHBOURS = {
    "return.damaged": ("fr", "Un meuble rayé à l'arrivée ? Envoyez une photo, nous le remplaçons."),
    "order.cancellation": ("it", "Puoi cancellare l'ordine finché non è spedito."),
    "return.withdrawal_function": ("fr", "Rétractez-vous avec notre formulaire de rétractation en ligne."),
}


def findings(text: str, language: str) -> tuple[str, dict[str, Finding]]:
    reading = audit(read_text(text, id="1", kind="policy", language=language), lexicons())
    return reading.genre, dict(reading.findings)


@pytest.mark.parametrize("laid_out", ["\n", " "], ids=["in lines", "in one line"])
@pytest.mark.parametrize("language", FORMS)
def test_the_form_is_found_and_says_nothing_else(language: str, laid_out: str):
    genre, found = findings(FORMS[language].replace("\n", laid_out), language)
    assert genre not in ("article", "sample", "instructions")
    assert found["return.model_form"].state == "present"
    assert {code: found[code] for code in SILENT if found[code].state != "missing"} == {}
    assert {code: found[code] for code in UNSAID if code in found} == {}


def test_a_page_with_the_form_model_is_no_article_in_chinese():
    genre, found = findings("收到商品后14天内可以退货，运费由买家承担。\n退货表格范本见附件。", "zh")
    assert (genre, found["return.window"].state) == ("refund", "present")


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_the_same_words_outside_the_form_are_read(code: str):
    language, text = NEIGHBOURS[code]
    assert findings(text, language)[1][code].state == "present"


@pytest.mark.parametrize("language", FORMS)
def test_filling_it_in_is_no_way_to_reach_the_shop(language: str):
    assert findings(FORMS[language], language)[1]["contact.channel"].state == "missing"


def test_a_bare_line_is_the_buyers_only_below_the_form():
    lines = f"Name: {LINE}\nAnschrift: {LINE}"
    assert "identity.address" not in findings(f"Widerrufsformular\n{lines}", "de")[1]
    assert findings(lines, "de")[1]["identity.address"].state == "placeholder"
