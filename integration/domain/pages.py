"""What a page is about, by the words of its title."""

import re
from collections.abc import Mapping

from integration.domain.commerce import PolicyKind

# Words of nine languages, in the order in which they are tried: "terms of return" is about returns.
_WORDS: Mapping[PolicyKind, str] = {
    PolicyKind.REFUND: r"refund|return|widerruf|rückgabe|rueckgabe|rückerstattung|retour|rembourse|devol|reembols"
    r"|reso\b|resi\b|rimbors|recesso|herroep|返品|返金|退货|退貨|退款|退換|退换",
    PolicyKind.SHIPPING: r"shipping|deliver|versand|liefer|livraison|expédition|envío|envio|entrega|spedizion|consegn"
    r"|verzend|bezorg|levering|配送|発送|送料|运输|運送|物流|运费|運費|發貨|发货",
    PolicyKind.PRIVACY: r"privacy|datenschutz|confidentialité|privacidad|riservatezza|個人情報|プライバシー|隐私|隱私",
    PolicyKind.TERMS: r"terms|conditions|agb\b|geschäftsbedingungen|nutzungsbedingungen|cgv\b|términos|termos"
    r"|condizioni|termini|voorwaarden|利用規約|特定商取引|条款|條款|条件",
    PolicyKind.CONTACT: r"contact|kontakt|impressum|legal notice|mentions légales|contatt|contato|お問い合わせ|联系"
    r"|聯絡|聯繫",
    PolicyKind.FAQ: r"\bfaq|frequently asked|häufige fragen|questions fréquentes|preguntas frecuentes"
    r"|perguntas frequentes|domande frequenti|veelgestelde vragen"
    r"|よくある質問|常见问题|常見問題",
}
_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _WORDS.items())


def kind_named(words: str) -> PolicyKind | None:
    """The kind of policy page that a title, or an address in words, names; None when it names none."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)


_SAMPLE = re.compile(
    r"sample page|beispielseite|page d[’']exemple|página de (?:ejemplo|exemplo)|pagina (?:di |d[’'])esempio"
    r"|voorbeeldpagina|サンプルページ|示例页面|範例頁面",
    re.IGNORECASE,
)
_TUTORIAL = "privacy-policy-tutorial"
_BEGINNING = 400


def is_sample(html: str) -> bool:
    """Whether a page is still the one that its platform was born with, which says so at its beginning.

    WooCommerce's page on returns begins "This is a sample page.", and promises 30 days that nobody decided on;
    WordPress marks what it suggests for privacy, in every language, with a class of its own.
    """
    return _TUTORIAL in html or _SAMPLE.search(html[:_BEGINNING]) is not None
