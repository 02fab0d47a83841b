"""Words go into a store only over what was read there, in WordPress's own writing, and come out again to the byte."""

import pytest
from werkzeug import Response

from connectors.woocommerce.publisher import WooCommercePublisher
from connectors.woocommerce.raw import carried
from connectors.woocommerce.storefront import WooCommerceStorefront
from integration.ports import Changed, Permanent, Temporary, Unauthorized
from tests.connectors.conftest import Open
from tests.connectors.shelf import BLOCKS, Shelf, render
from tests.connectors.store import Store, as_json, as_page

CLAUSE = "<p>Returned goods are refunded within 6 days.</p>"


def with_password(store: Store, opened: Open) -> WooCommercePublisher:
    return WooCommercePublisher(opened(store, wordpress_user="ines", wordpress_password="abcd efgh"))


def text_of(store: Store, opened: Open) -> str:
    product = WooCommerceStorefront(opened(store)).product("501")
    assert product is not None
    return product.html


def test_a_product_text_is_published_as_it_was_sent_and_undone_to_the_byte(store: Store, opened: Open) -> None:
    shelf = Shelf(store, short_description="<p>Hangs anywhere</p>", description="Tin lantern.\n\nWashed twice.")
    before, publisher = text_of(store, opened), WooCommercePublisher(opened(store))
    published = publisher.publish_product("501", f"{before}\n{CLAUSE}", "", before)
    assert shelf.held["description"] == f"Tin lantern.\n\nWashed twice.\n\n{CLAUSE}\n\n"
    assert published.html == text_of(store, opened)
    undone = publisher.restore_product("501", published.kept, "", published.html)
    assert shelf.held["description"] == "Tin lantern.\n\nWashed twice."
    assert (undone.html, text_of(store, opened)) == (before, before)
    assert publisher.restore_product("501", undone.kept, "", undone.html).html == published.html


def test_a_change_in_the_short_description_leaves_the_long_one_alone(store: Store, opened: Open) -> None:
    shelf = Shelf(store, short_description="<p>Hangs anywhere</p>", description="<p>Tin.</p>")
    before = text_of(store, opened)
    WooCommercePublisher(opened(store)).publish_product("501", before.replace("anywhere", "on a hook"), "", before)
    assert shelf.writes == [{"short_description": "<p>Hangs on a hook</p>"}]


def test_what_was_changed_meanwhile_is_refused_with_what_stands_there(store: Store, opened: Open) -> None:
    shelf = Shelf(store, description="<p>Tin.</p>")
    before = text_of(store, opened)
    shelf.held["description"] = "<p>Brass.</p>"
    with pytest.raises(Changed) as refused:
        WooCommercePublisher(opened(store)).publish_product("501", f"{before}\n{CLAUSE}", "", before)
    assert refused.value.current == "<p>Brass.</p>"
    assert shelf.writes == []


def test_words_that_the_store_does_not_keep_are_taken_back(store: Store, opened: Open) -> None:
    shelf = Shelf(store, description="<p>Tin.</p>")
    shelf.cleaned = lambda sent: sent.replace("within 6 days", "")
    before = text_of(store, opened)
    with pytest.raises(Permanent, match="did not keep the words"):
        WooCommercePublisher(opened(store)).publish_product("501", f"{before}\n{CLAUSE}", "", before)
    assert shelf.held["description"] == "<p>Tin.</p>"


def test_markup_that_the_store_cleans_away_is_no_matter(store: Store, opened: Open) -> None:
    shelf = Shelf(store, description="<p>Tin.</p>")
    shelf.cleaned = lambda sent: sent.replace(' data-of="us"', "")
    before = text_of(store, opened)
    marked = CLAUSE.replace("<p>", '<p data-of="us">')
    published = WooCommercePublisher(opened(store)).publish_product("501", before + marked, "", before)
    assert published.html.endswith(CLAUSE)


def test_a_key_that_may_only_read_is_no_reason_to_stop_reading(store: Store, opened: Open) -> None:
    shelf = Shelf(store, description="<p>Tin.</p>")
    told = {"code": "woocommerce_rest_authentication_error", "data": {"status": 401}}
    shelf.before_write = lambda: as_json(
        {**told, "message": "The API key provided does not have write permissions."}, 401
    )
    with pytest.raises(Permanent, match="may only read"):
        WooCommercePublisher(opened(store)).publish_product("501", "<p>Tin.</p>x", "", "<p>Tin.</p>")


def test_a_write_is_never_repeated(store: Store, opened: Open) -> None:
    shelf, asked = Shelf(store, description="<p>Tin.</p>"), []

    def busy() -> Response:
        asked.append(1)
        return as_page(503, {"Retry-After": "600"})

    shelf.before_write = busy
    with pytest.raises(Temporary):
        WooCommercePublisher(opened(store)).publish_product("501", "<p>Tin.</p>x", "", "<p>Tin.</p>")
    assert len(asked) == 1


def test_over_https_a_host_that_strips_the_header_is_written_to_by_query(tls_store: Store, opened: Open) -> None:
    tls_store.strips_the_header = True
    shelf = Shelf(tls_store, description="<p>Tin.</p>")
    WooCommercePublisher(opened(tls_store)).publish_product("501", "<p>Tin.</p>" + CLAUSE, "", "<p>Tin.</p>")
    assert len(shelf.writes) == 1


def test_wrong_keys_write_nothing(store: Store, opened: Open) -> None:
    shelf = Shelf(store, description="<p>Tin.</p>")
    with pytest.raises(Unauthorized):
        WooCommercePublisher(opened(store, secret="cs_wrong")).publish_product("501", "x", "", "<p>Tin.</p>")
    assert shelf.writes == []


def test_a_page_keeps_its_blocks_and_shortcodes(store: Store, opened: Open) -> None:
    shelf = Shelf(store)
    before, publisher = render(BLOCKS).strip(), with_password(store, opened)
    place = before.index("</p>") + len("</p>")
    published = publisher.publish_policy("9", f"{before[:place]}\n{CLAUSE}{before[place:]}", "", before)
    block = f"<!-- wp:paragraph -->\n{CLAUSE}\n<!-- /wp:paragraph -->"
    assert block in shelf.held["content"]
    assert shelf.held["content"].replace(f"\n\n{block}\n\n", "") == BLOCKS
    assert published.html.index("refunded within 6 days") < published.html.index("unused")
    publisher.restore_policy("9", published.kept, "", published.html)
    assert shelf.held["content"] == BLOCKS


def test_a_page_without_a_password_is_not_written_and_says_what_would_do(store: Store, opened: Open) -> None:
    Shelf(store)
    before = render(BLOCKS).strip()
    with pytest.raises(Permanent, match="add it under Connections"):
        WooCommercePublisher(opened(store)).publish_policy("9", before + CLAUSE, "", before)
    wrong = WooCommercePublisher(opened(store, wordpress_user="ines", wordpress_password="wrong"))
    with pytest.raises(Permanent, match="refuses its application password"):
        wrong.publish_policy("9", before + CLAUSE, "", before)


@pytest.mark.parametrize("strange", ["1/../2", "", "x"])
def test_an_id_that_is_none_is_refused(store: Store, opened: Open, strange: str) -> None:
    with pytest.raises(Permanent):
        WooCommercePublisher(opened(store)).publish_product(strange, "x", "", "")


def test_a_page_that_was_read_as_visitors_read_it_cannot_be_written(store: Store, opened: Open) -> None:
    with pytest.raises(Permanent, match="put the words in by hand"):
        WooCommercePublisher(opened(store)).publish_policy("page:/widerruf/", "x", "", "")


@pytest.mark.parametrize(
    ("raw", "shown", "wanted", "held"),
    [
        ("<p>a</p>", "<p>a</p>\n", "<p>a</p><p>b</p>", "<p>a</p><p>b</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>", "<p>one</p>\n<p>new</p>\n<p>two</p>", "one\n\n<p>new</p>\n\n\n\ntwo"),
        ("It's vague -- a bit", "<p>It&#8217;s vague &#8211; a bit</p>", "<p>It&#8217;s vague, 5 days</p>",
         "It's vague, 5 days"),
        ("[made]", "<p>by a plugin</p>", "<p>by a plugin</p>\n<p>new</p>", "[made]\n\n<p>new</p>\n\n"),
        ("same\n\nsame", "<p>same</p>\n<p>same</p>", "<p>same</p>\n<p>same</p>\n<p>new</p>",
         "same\n\nsame\n\n<p>new</p>\n\n"),
        ("[made]\n\nlast", "<p>by a plugin</p>\n<p>last</p>", "<p>by us</p>\n<p>last</p>", None),
    ],
)  # fmt: skip
def test_a_change_is_carried_into_what_wordpress_holds(raw: str, shown: str, wanted: str, held: str | None) -> None:
    assert carried(raw, shown, wanted) == held
