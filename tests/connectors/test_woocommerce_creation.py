"""A page that a WordPress site lacks is made as a draft, and goes into the trash only as it was made."""

import json
import re
from typing import Any

import pytest
from werkzeug import Request, Response

from connectors.woocommerce.publisher import WooCommercePublisher
from integration.domain.commerce import Policy, PolicyKind
from integration.ports import Changed, Exists, Permanent
from tests.connectors.conftest import Open
from tests.connectors.shelf import render
from tests.connectors.store import Store, as_json

PAGES = "/wp-json/wp/v2/pages"
TEXT = "<h2>Returns</h2>\n<p>You can return your order within 30 days.</p>"
GONE = {"code": "rest_post_invalid_id", "message": "Invalid post ID.", "data": {"status": 404}}


class Site:
    """WordPress's pages, for who has its password; `cleaned` is what it makes of what it is sent."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows: dict[int, dict[str, Any]] = {}
        self.cleaned = str
        self.open_to_all = False
        store.answers[PAGES] = self.all

    def all(self, request: Request) -> Response:
        if self.open_to_all and request.args.get("status") == "publish":
            return as_json([self.told(row) for row in self.rows.values() if row["status"] == "publish"])
        if not (request.authorization and request.authorization.password == "abcd efgh"):
            return as_json({"code": "rest_forbidden", "message": "Sorry.", "data": {"status": 401}}, 401)
        if request.method == "GET":
            asked = request.args["status"].split(",")
            words = request.args.get("search", "").casefold()
            found = [row for row in self.rows.values() if row["status"] in asked]
            return as_json([self.told(row) for row in found if words in row["title"].casefold()])
        sent = json.loads(request.data)
        number = len(self.rows) + 40
        self.rows[number] = {**sent, "id": number, "content": self.cleaned(sent["content"])}
        self.store.answers[f"{PAGES}/{number}"] = lambda one: self.one(number, one)
        return as_json(self.told(self.rows[number]), 201)

    def one(self, number: int, request: Request) -> Response:
        if number not in self.rows:
            return as_json(GONE, 404)
        if request.method == "DELETE":
            self.rows[number]["status"] = "trash"
        return as_json(self.told(self.rows[number]))

    def told(self, row: dict[str, Any]) -> dict[str, Any]:
        title = {"raw": row["title"], "rendered": row["title"].replace("&", "&#038;")}
        content = {"raw": row["content"], "rendered": render(re.sub(r' class="[^"]*"', "", row["content"]))}
        return {**row, "slug": "", "link": f"{self.store.url}/?page_id={row['id']}", "title": title, "content": content}


@pytest.fixture
def site(store: Store) -> Site:
    return Site(store)


@pytest.fixture
def publisher(site: Site, opened: Open) -> WooCommercePublisher:
    return WooCommercePublisher(opened(site.store, wordpress_user="ines", wordpress_password="abcd efgh"))


def made(publisher: WooCommercePublisher, again: bool = False) -> Policy:
    return publisher.create_policy(PolicyKind.REFUND, "Returns & refunds", TEXT, "en", again)


def test_a_draft_of_blocks_is_made_and_goes_into_the_trash(site: Site, publisher: WooCommercePublisher) -> None:
    page = made(publisher)
    assert (page.kind, page.published, page.title) == (PolicyKind.REFUND, False, "Returns & refunds")
    [row] = site.rows.values()
    assert row["status"] == "draft"
    assert '<!-- wp:heading -->\n<h2 class="wp-block-heading">Returns</h2>\n<!-- /wp:heading -->' in row["content"]
    assert row["content"].count("<!-- wp:paragraph -->") == 1
    publisher.delete_policy(page.id, "en", page.html)
    assert row["status"] == "trash"
    publisher.delete_policy(page.id, "en", "<p>other</p>")
    site.rows.clear()
    publisher.delete_policy(page.id, "en", "<p>other</p>")


def test_a_page_of_that_title_is_never_doubled(site: Site, publisher: WooCommercePublisher) -> None:
    made(publisher)
    with pytest.raises(Exists):
        made(publisher)
    assert made(publisher, again=True).id == "40"
    site.rows[40]["content"] = "<p>No returns.</p>"
    with pytest.raises(Exists) as refused:
        made(publisher, again=True)
    assert refused.value.current == "<p>No returns.</p>"
    assert len(site.rows) == 1


def test_what_the_site_does_not_keep_is_taken_back(site: Site, publisher: WooCommercePublisher) -> None:
    site.cleaned = lambda sent: sent.replace("30 days", "")
    with pytest.raises(Permanent, match="did not keep"):
        made(publisher)
    assert site.rows[40]["status"] == "trash"


def test_words_that_its_merchant_changed_stay(site: Site, publisher: WooCommercePublisher) -> None:
    page = made(publisher)
    site.rows[40]["content"] += "<p>By hand.</p>"
    with pytest.raises(Changed) as refused:
        publisher.delete_policy(page.id, "en", page.html)
    assert "By hand." in refused.value.current
    assert site.rows[40]["status"] == "draft"


def test_without_the_password_the_way_is_told(site: Site, opened: Open) -> None:
    with pytest.raises(Permanent, match="add it under Connections"):
        made(WooCommercePublisher(opened(site.store)))
    assert site.rows == {}
