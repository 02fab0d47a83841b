"""Makes the page that a WordPress site lacks, as a draft: its merchant publishes it, and puts it into a menu.

Its paragraphs and headings are blocks, as WordPress's own editor makes them. Taken back it goes into the trash.
"""

import re

from connectors.access import Access
from connectors.errors import NOT_KEPT
from connectors.values import identity, markup, name, objects, table, text
from connectors.woocommerce import pages
from connectors.woocommerce.answers import Gone
from connectors.woocommerce.site import LISTS
from connectors.woocommerce.texts import WordPress, page_number
from integration.domain.alike import same_words
from integration.domain.commerce import Policy, Raw
from integration.ports import Changed, Exists, Permanent
from integration.ports.sentences import Sentence

_STORE = Sentence("the store")
_STANDING = "publish,future,draft,pending,private"
_ELEMENT = re.compile(r"<(p|h([23]))>.*?</\1>", re.DOTALL)


def create(access: Access, title: str, html: str, again: bool) -> Policy:
    site = WordPress(access)
    named = _named(site, title)
    if named is not None and not (again and same_words(_shown(named), html)):
        raise Exists(_shown(named))
    row = named or table(site.ask("POST", LISTS, json={"title": title, "content": blocks(html), "status": "draft"}))
    page = pages.policy(row)
    if page is None or not same_words(page.html, html):
        site.ask("DELETE", f"{LISTS}/{page_number(identity(row.get('id')))}")
        raise Permanent(NOT_KEPT(place=_STORE()))
    return page


def delete(access: Access, policy_id: str, expected: str) -> None:
    site, path = WordPress(access), f"{LISTS}/{page_number(policy_id)}"
    try:
        row = table(site.ask("GET", path, params={"context": "edit"}))
    except Gone:
        return
    if text(row.get("status")) == "trash":
        return
    if (standing := _shown(row)) != expected:
        raise Changed(standing)
    site.ask("DELETE", path)


def blocks(html: str) -> str:
    return _ELEMENT.sub(_block, html)


def _block(element: re.Match[str]) -> str:
    if not element[2]:
        return f"<!-- wp:paragraph -->\n{element[0]}\n<!-- /wp:paragraph -->\n"
    level = "" if element[2] == "2" else f' {{"level":{element[2]}}}'
    heading = element[0].replace(f"<{element[1]}>", f'<{element[1]} class="wp-block-heading">', 1)
    return f"<!-- wp:heading{level} -->\n{heading}\n<!-- /wp:heading -->\n"


def _named(site: WordPress, title: str) -> Raw | None:
    asked = {"context": "edit", "status": _STANDING, "search": title, "per_page": 100}
    found = objects(site.ask("GET", LISTS, params=asked))
    return next(
        (row for row in found if name(table(row.get("title")).get("rendered")).casefold() == title.casefold()), None
    )


def _shown(row: Raw) -> str:
    return markup(table(row.get("content")).get("rendered"))
