"""Which of a WordPress site's pages say how the shop trades: by the slug it was born with, else by its title."""

from collections.abc import Mapping
from types import MappingProxyType

from connectors.values import identity, markup, moment, name, table, text
from integration.domain.commerce import Policy, PolicyKind, Raw
from integration.domain.pages import kind_named

NO_LINKS: Mapping[str, PolicyKind] = MappingProxyType({})
_SHOP_PAGES = frozenset({"cart", "checkout", "my-account", "shop"})
_BORN_WITH = {"refund_returns": PolicyKind.REFUND, "privacy-policy": PolicyKind.PRIVACY}


def policy(page: Raw, terms_page_id: str = "", footer: Mapping[str, PolicyKind] = NO_LINKS) -> Policy | None:
    """The page as a policy; None for one that is about something else.

    `terms_page_id` is what checkout links to, `footer` what links at the store's foot call their pages.
    """
    page_id, slug = identity(page.get("id")), text(page.get("slug"))
    title = name(table(page.get("title")).get("rendered"))
    kind = PolicyKind.TERMS if page_id and page_id == terms_page_id else _kind(slug, title)
    kind = kind or (footer.get(text(page.get("link"))) if slug not in _SHOP_PAGES else None)
    if not page_id or kind is None:
        return None
    return Policy(
        id=page_id,
        kind=kind,
        title=title,
        html=markup(table(page.get("content")).get("rendered")),
        url=text(page.get("link")),
        published=text(page.get("status")) in ("", "publish"),
        updated_at=moment(page.get("modified_gmt")),
    )


def _kind(slug: str, title: str) -> PolicyKind | None:
    if slug in _SHOP_PAGES:
        return None
    if slug in _BORN_WITH:
        return _BORN_WITH[slug]
    words = f"{title} {slug.replace('-', ' ').replace('_', ' ')}"
    return kind_named(words)
