"""What a store's own pages link to at their foot: where its buyers look for its rules."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.values import identity, markup, name
from integration.domain.commerce import Policy, PolicyKind
from integration.domain.pages import kind_named

FOOT = "footer a[href], [role=contentinfo] a[href], .site-footer a[href], #footer a[href]"
MAIN = (".entry-content", "main article", "main", "article", "[role=main]", "body")
"""Where the words of a page stand, the most certain first."""
MOST = 20


def links(html: str, store: str) -> Mapping[str, PolicyKind]:
    """The addresses on the store's own site, whole and without a query, whose link names a kind of policy."""
    found: dict[str, PolicyKind] = {}
    for link in LexborHTMLParser(html).css(FOOT):
        url = urljoin(f"{store}/", link.attributes.get("href") or "").partition("#")[0].partition("?")[0]
        words = f"{link.text()} {urlsplit(url).path.replace('-', ' ').replace('_', ' ').replace('/', ' ')}"
        kind = kind_named(words)
        if kind is not None and urlsplit(url).netloc == urlsplit(store).netloc and urlsplit(url).path.strip("/"):
            found.setdefault(url, kind)
    return dict(list(found.items())[:MOST])


def page(html: str, url: str, kind: PolicyKind) -> Policy | None:
    """A page as its visitors get it; None where it has no words. Its id is its path: no API names it."""
    tree = LexborHTMLParser(html)
    body = next((node for place in MAIN if (node := tree.css_first(place)) is not None), None)
    if body is None:
        return None
    words = markup(_inner(body))
    heading = tree.css_first("h1") or tree.css_first("title")
    title = name(heading.text(strip=True)) if heading is not None else kind.value
    return Policy(identity(f"page:{urlsplit(url).path}"), kind, title, words, url=url) if words else None


def _inner(node: LexborNode) -> str:
    for noise in node.css("script, style, nav, header, footer, form, noscript"):
        noise.decompose()
    return "".join(child.html or "" for child in node.iter(include_text=True))
