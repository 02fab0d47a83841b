"""Which pages say how a store trades: found by slug, title, checkout or foot; drafts and samples are known as such."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.access import Access
from connectors.woocommerce import settings
from connectors.woocommerce.storefront import WooCommerceStorefront
from integration.domain.pages import is_sample
from integration.store import catalogue
from integration.store.session import read
from tests.connectors.woocommerce.conftest import Connected
from tests.connectors.woocommerce.test_faults import access
from tests.woocommerce.server import StandIn, standing_in

HOME = """<main><a href="/somewhere">Returns of the king</a></main>
<footer><a href="/house-rules/?ref=foot">Zahlung und Versand</a> <a href="https://other.example/agb">AGB</a>
<a href="{url}/widerruf/">Widerruf</a> <a href="#top">Contact</a></footer>"""
SAMPLE = "<p><b>This is a sample page.</b></p><p>Our refund and returns policy lasts 30 days.</p>"


@pytest.fixture
def woo() -> Iterator[StandIn]:
    with standing_in() as store:
        store.shop.home = HOME.format(url=store.url)
        yield store


def page(woo: StandIn, number: int, slug: str, html: str, **about: Any) -> dict[str, Any]:
    return {"id": number, "slug": slug, "status": "publish", "link": f"{woo.url}/{slug}/", "title": {"rendered": slug},
            "content": {"rendered": html}, "modified_gmt": "2026-10-01T10:00:00", **about}  # fmt: skip


def found(woo: StandIn, **credentials: str) -> list[tuple[str, str, bool]]:
    given = access(woo)
    opened = Access(given.url, {**given.credentials, **credentials}, {}, given.http, given.clock)
    return [(it.id, str(it.kind), it.published) for it in WooCommerceStorefront(opened).policies()]


def test_a_link_at_the_foot_names_a_page_that_names_nothing_itself(woo: StandIn) -> None:
    woo.shop.pages = [page(woo, 5, "house-rules", "<p>2 Tage</p>"), page(woo, 6, "news", "<p>x</p>")]
    assert found(woo) == [("5", "shipping", True)]


def test_a_site_that_hides_its_list_is_read_as_its_visitors_read_it(woo: StandIn) -> None:
    html = "<html><body><nav>Menu</nav><main><h1>Widerruf</h1><p>14 Tage.</p><script>x</script></main></body></html>"
    woo.shop.pages = [page(woo, 7, "widerruf", html), page(woo, 5, "house-rules", "<main><p>2 Tage</p></main>")]
    woo.rest_hidden = True
    pages = WooCommerceStorefront(access(woo)).policies()
    assert [(it.id, str(it.kind), it.title) for it in pages] == [
        ("page:/house-rules/", "shipping", "shipping"), ("page:/widerruf/", "refund", "Widerruf"),
    ]  # fmt: skip
    assert "14 Tage." in pages[1].html
    assert "x</script>" not in pages[1].html


def test_drafts_are_seen_with_a_wordpress_password_only(woo: StandIn) -> None:
    woo.shop.pages = [page(woo, 9, "refund_returns", SAMPLE, status="draft")]
    assert found(woo) == []
    assert found(woo, wordpress_user="camille", wordpress_password="abcd") == [("9", "refund", False)]


@pytest.mark.parametrize(
    "html",
    [
        SAMPLE,
        "<p>Dies ist eine Beispielseite.</p>",
        "<p>Ceci est une page d’exemple.</p>",
        "<p>Esta es una página de ejemplo.</p>",
        "<p>これはサンプルページです。</p>",
        '<h2>Wer wir sind</h2><p><strong class="privacy-policy-tutorial">Textvorschlag: </strong>Die Adresse</p>',
    ],
)
def test_what_nobody_wrote_is_known(html: str) -> None:
    assert is_sample(html)
    assert not is_sample("<p>You may return a sample within 30 days. " + "Our page says so. " * 30 + "sample page</p>")


def test_an_untouched_page_is_told_of_until_it_is_written(connected: Connected) -> None:
    woo = connected.woo
    woo.shop.pages = [
        page(woo, 9, "refund_returns", SAMPLE),
        page(woo, 10, "shipping", "<p>2 days</p>", status="draft"),
    ]
    connected.sync()
    assert connected.row.troubles["pages"]["reason"] == "still the sample it came with: refund_returns"
    woo.shop.pages[0] = page(woo, 9, "refund_returns", "<p>You may return within 14 days.</p>")
    connected.sync()
    assert connected.row.troubles == {}
    with read(connected.context.engine) as session:
        assert [row.vendor_id for row in catalogue.documents(session, 1, "policy")] == ["9"], "a draft says nothing"


@pytest.mark.parametrize(
    ("general", "tax", "said"),
    [
        ({}, {"woocommerce_prices_include_tax": "no", "woocommerce_tax_display_shop": "incl"}, True),
        ({}, {"woocommerce_prices_include_tax": "yes", "woocommerce_tax_display_shop": "excl"}, False),
        ({"woocommerce_calc_taxes": "no"}, {"woocommerce_tax_display_shop": "excl"}, None),
        ({"woocommerce_calc_taxes": "yes"}, {"woocommerce_prices_include_tax": "yes"}, True),
    ],
)
def test_prices_are_with_or_without_tax_as_buyers_see_them(
    general: dict[str, str], tax: dict[str, str], said: bool | None
) -> None:
    assert settings.merchant(general, tax, {}).prices_include_tax is said
