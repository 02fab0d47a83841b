"""Which of a WordPress site's pages say how the shop trades: by the slug it was born with, else by its title."""

import re
from collections.abc import Mapping

from connectors.woocommerce.values import identity, markup, moment, name, table, text
from integration.domain.commerce import Policy, PolicyKind, Raw

# Words of nine languages, in the order in which they are tried: "terms of return" is about returns.
_WORDS: Mapping[PolicyKind, str] = {
    PolicyKind.REFUND: r"refund|return|widerruf|rückgabe|rueckgabe|rückerstattung|retour|rembourse|devol|reembols"
    r"|reso\b|resi\b|rimbors|recesso|herroep|返品|返金|退货|退款|退換|退换",
    PolicyKind.SHIPPING: r"shipping|deliver|versand|liefer|livraison|expédition|envío|envio|entrega|spedizion|consegn"
    r"|verzend|bezorg|levering|配送|発送|送料|运输|物流|运费",
    PolicyKind.PRIVACY: r"privacy|datenschutz|confidentialité|privacidad|riservatezza|個人情報|プライバシー|隐私",
    PolicyKind.TERMS: r"terms|conditions|agb\b|geschäftsbedingungen|nutzungsbedingungen|cgv\b|términos|termos"
    r"|condizioni|termini|voorwaarden|利用規約|特定商取引|条款|条件",
    PolicyKind.CONTACT: r"contact|kontakt|impressum|legal notice|mentions légales|contatt|contato|お問い合わせ|联系",
    PolicyKind.FAQ: r"\bfaq|frequently asked|häufige fragen|questions fréquentes|preguntas frecuentes"
    r"|よくある質問|常见问题",
}
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS.items())
_SHOP_PAGES = frozenset({"cart", "checkout", "my-account", "shop"})
_BORN_WITH = {"refund_returns": PolicyKind.REFUND, "privacy-policy": PolicyKind.PRIVACY}


def policy(page: Raw, terms_page_id: str = "") -> Policy | None:
    """The page as a policy; None for one that is about something else. `terms_page_id` is what checkout links to."""
    page_id, slug = identity(page.get("id")), text(page.get("slug"))
    title = name(table(page.get("title")).get("rendered"))
    kind = PolicyKind.TERMS if page_id and page_id == terms_page_id else _kind(slug, title)
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
    return next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)
