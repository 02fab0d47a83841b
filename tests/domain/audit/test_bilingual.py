"""Pages in two languages are read in both."""

import pytest

from integration.domain.audit import audit
from integration.domain.audit.language import languages_of
from integration.domain.document import read_html, read_text
from integration.languages import lexicons

ENGLISH = """Shipping
Orders leave our workshop within 2 business days.
Delivery within the United Kingdom takes 3 to 5 days."""
FRENCH = """Retours
Vous avez 30 jours après la livraison pour nous renvoyer un article.
Les frais de retour sont à la charge du client."""
CHINESE = """退货
收货后7天内可以无理由退货。
退货运费由买家承担。"""
GERMAN = """Rückgabe
Sie können die Ware binnen 30 Tagen nach Erhalt zurücksenden.
Die Kosten der Rücksendung trägt der Käufer."""
JAPANESE = """返品について
商品到着後7日以内であれば返品できます。
返品の送料はお客様のご負担となります。"""
BACK = ("return.window", "fee.return_shipping")
SENDING = ("shipping.handling_time", "shipping.delivery_time")


@pytest.mark.parametrize("other", [FRENCH, CHINESE, GERMAN, JAPANESE])
@pytest.mark.parametrize("first", [True, False])
def test_each_half_is_read_in_its_language(other: str, first: bool):
    text = f"{ENGLISH}\n{other}" if first else f"{other}\n{ENGLISH}"
    findings = audit(read_text(text, id="1", kind="policy"), lexicons()).findings
    for code in (*BACK, *SENDING):
        assert findings[code].state == "present", code
        assert findings[code].quote in (ENGLISH if code in SENDING else other)


def test_sentence_after_sentence():
    pairs = zip(ENGLISH.splitlines()[1:], GERMAN.splitlines()[1:], strict=True)
    html = "".join(f"<p>{one}</p><p>{two}</p>" for one, two in pairs)
    findings = audit(read_html(html, id="1", kind="policy"), lexicons()).findings
    assert all(findings[code].state == "present" for code in (*BACK, *SENDING))


def test_what_stands_under_a_foreign_heading_still_knows_it():
    text = "RETURNS & REFUNDS\n收货后7天内可以,商品须完好。\nSHIPPING TIME\n3至5天。"
    findings = audit(read_text(text, id="1", kind="policy"), lexicons()).findings
    assert findings["return.window"].quote == "收货后7天内可以,商品须完好。"
    assert findings["shipping.delivery_time"].quote == "3至5天。"


def test_a_page_in_one_language_is_in_one():
    for text in (ENGLISH, FRENCH, GERMAN, CHINESE, JAPANESE):
        assert languages_of(read_text(text * 3, id="1", kind="policy"), lexicons())[1] == {}


def test_filler_text_does_not_carry_its_language_on():
    text = f"{ENGLISH}\nLorem ipsum dolor sit amet, et sed do eiusmod et dolore.\nWhy is my order late?"
    main, foreign = languages_of(read_text(text, id="1", kind="policy"), lexicons())
    assert main == "en"
    assert 4 not in foreign
