"""Each screen says why it matters: two sentences, and who says so."""

import re

from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from tests.admin_ui.every_screen import paths
from tests.admin_ui.full_shop import FullShop

NEED_NONE = ("/sign-in", "/shops", "/inbox/", "/help/")
"""The way in, the demo shop's mail, and help, which is nothing else."""

SENTENCE = re.compile(r"[^.]{12,}\.(?:\s|$)")


def why(page: str) -> str:
    """What the last fold of the page says; the others belong to one of its lines."""
    folds = [node.text() for node in LexborHTMLParser(page).css("details.why") if "Why this matters" in node.text()]
    return folds[-1].removeprefix("Why this matters") if folds else ""


def test_every_screen_says_why_it_matters(app: Flask, owner: FlaskClient, full: FullShop) -> None:
    asked = [path for path in paths(app, full) if not path.startswith(NEED_NONE)]
    assert len(asked) >= 25
    for path in asked:
        words, source, by = why(owner.get(path).text).partition("Source: ")
        assert len(SENTENCE.findall(words)) >= 2, (path, words)
        assert source, path
        assert by.strip(), path


def test_an_empty_shop_is_told_too(owner: FlaskClient) -> None:
    for path in (
        "/",
        "/content/",
        "/content/products",
        "/content/contradictions/",
        "/orders/",
        "/notices/",
        "/insights/",
    ):
        assert "Source: " in why(owner.get(path).text), path


def test_orders_and_notices_lead_to_what_to_do(owner: FlaskClient, full: FullShop) -> None:
    for path in ("/orders/", "/notices/", f"/orders/{full.late_order}", "/notices/incidents/"):
        fold = LexborHTMLParser(owner.get(path).text).css("details.why")[-1]
        links = [node.attributes["href"] for node in fold.css("a")]
        assert links == ["/help/service"], path
        assert owner.get(str(links[0])).status_code == 200
