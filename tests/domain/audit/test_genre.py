"""What kind of page a text is, by what it speaks of."""

import pytest

from integration.domain.audit import audit
from integration.domain.document import Kind, read_markdown
from integration.languages import lexicons


def genre(text: str, kind: Kind = "policy") -> str:
    return audit(read_markdown(text, id="1", kind=kind), lexicons()).genre


PAGES = {
    "refund": [
        """# Returns
You can return anything within 30 days.
Return postage is yours to pay.
We refund the card you used.""",
        """Rücksendung
Sie können binnen 14 Tagen widerrufen.
Die Kosten der Rücksendung tragen Sie.""",
    ],
    "shipping": [
        """# Livraison
Nous expédions sous 48 heures.
La livraison prend 3 à 5 jours.
Vous recevez un numéro de suivi.""",
        """配送について
ご注文後2営業日以内に発送します。
送料は全国一律500円です。""",
    ],
    "contact": [
        """# Contact
Write to hello@thimble.example.co.uk.
Phone: 01632 960 123.
Monday to Friday, 9am to 5pm.""",
    ],
    "terms": [
        """# Terms
All prices include VAT.
The courts of Leeds have jurisdiction.
We are not liable for indirect loss.""",
    ],
    "faq": ["Where do you ship?\nTo France.\nHow long do I have to return?\n30 days.\nDo you exchange?\nYes, once."],
    "sample": ["This is a sample page. Click to edit and add your own text."],
    "other": ["Our workshop stands by a river. Anna carves spoons here."],
}


@pytest.mark.parametrize(("expected", "text"), [(kind, text) for kind, texts in PAGES.items() for text in texts])
def test_by_what_most_of_it_is_about(expected: str, text: str):
    assert genre(text) == expected


def test_an_article_about_policies_is_no_policy():
    text = """# How to write a return policy
A clear return policy helps your customers and your conversion. Best practices for online stores:
1. You should include how many days your customers have, for example 30 days.
2. You should explain who pays. Many merchants offer free returns.
Use our free template to write your policy."""
    assert genre(text) == "article"


def test_a_description_is_of_a_product():
    assert genre("A mug of stoneware, 350 ml.", "product") == "product"
