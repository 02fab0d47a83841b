"""The demo shop's texts can be rewritten, and what somebody else wrote meanwhile is not overwritten."""

from pathlib import Path

import pytest

from connectors.access import Access
from connectors.console.connector import ConsoleStorefront
from connectors.console.desk import ConsolePublisher
from connectors.http import Http
from integration.domain.commerce import PolicyKind
from integration.ports import Changed, Exists, Permanent
from tests.clock import Clock


@pytest.fixture
def opened(clock: Clock, tmp_path: Path) -> Access:
    config = {"started_at": clock().isoformat(), "mail_dir": str(tmp_path / "mail")}
    return Access("", {}, config, Http(()), clock)


def returns(opened: Access) -> str:
    return next(one.html for one in ConsoleStorefront(opened).policies() if (one.id, one.language) == ("returns", "fr"))


def test_a_page_is_published_read_again_and_undone(opened: Access) -> None:
    before, publisher = returns(opened), ConsolePublisher(opened)
    published = publisher.publish_policy("returns", before + "<p>Neuf.</p>", "fr", before)
    assert returns(opened) == published.html == before + "<p>Neuf.</p>"
    publisher.restore_policy("returns", published.kept, "fr", published.html)
    assert returns(opened) == before


def test_a_product_is_published_in_one_language(opened: Access) -> None:
    products = {(one.id, one.language): one.html for one in ConsoleStorefront(opened).products(None, None).items}
    (name, language), html = next(iter(products.items()))
    ConsolePublisher(opened).publish_product(name, "<p>Anew.</p>", language or "", html)
    again = {(one.id, one.language): one.html for one in ConsoleStorefront(opened).products(None, None).items}
    assert {key for key in products if again[key] != products[key]} == {(name, language)}


def test_a_page_edited_meanwhile_is_refused(opened: Access, tmp_path: Path) -> None:
    before, publisher = returns(opened), ConsolePublisher(opened)
    publisher.publish_policy("returns", before + "<p>a</p>", "fr", before)
    (tmp_path / "pages" / "policy-returns.fr.html").write_text("<p>By hand.</p>", encoding="utf-8")
    with pytest.raises(Changed) as refused:
        publisher.restore_policy("returns", before, "fr", before + "<p>a</p>")
    assert refused.value.current == returns(opened) == "<p>By hand.</p>"


def test_what_is_not_there_is_not_published(opened: Access) -> None:
    with pytest.raises(Permanent, match="no policy imprint in fr"):
        ConsolePublisher(opened).publish_policy("imprint", "x", "fr", "")


def test_a_page_is_made_rewritten_and_taken_away(opened: Access) -> None:
    publisher = ConsolePublisher(opened)
    with pytest.raises(Exists):
        publisher.create_policy(PolicyKind.REFUND, "Retours", "<p>Oui.</p>", "fr", False)
    page = publisher.create_policy(PolicyKind.REFUND, "Maß & Ziel", "<p>Ja.</p>", "de", False)
    assert (page.title, page in ConsoleStorefront(opened).policies()) == ("Maß & Ziel", True)
    with pytest.raises(Exists):
        publisher.create_policy(PolicyKind.REFUND, "Anders", "<p>Ja.</p>", "de", True)
    assert publisher.create_policy(PolicyKind.REFUND, "Maß & Ziel", "<p>Ja.</p>", "de", True) == page
    more = publisher.publish_policy(page.id, page.html + "<p>Mehr.</p>", "de", page.html)
    with pytest.raises(Changed):
        publisher.delete_policy(page.id, "de", page.html)
    publisher.delete_policy(page.id, "de", more.html)
    assert all(one.language != "de" for one in ConsoleStorefront(opened).policies())
    publisher.delete_policy("returns", "fr", returns(opened))
    assert returns(opened), "the shop's own pages stay"
