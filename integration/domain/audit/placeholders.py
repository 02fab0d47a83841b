"""What a template left open: "[14 days]", "XX", example addresses, lorem ipsum."""

import re
from collections.abc import Iterator

_OPEN = re.compile(
    r"\[[^\[\]\n]{1,80}\]|\{\{?[^{}\n]{1,60}\}\}?|<[a-z][^<>\n]{2,40}>|"
    r"【[^【】\n]{1,30}】|(?<!\w)x{2,4}(?!\w)|_{3,20}|(?<!\w)lorem ipsum|(?<![\w.])(?:n\.n\.)"
)
_EXAMPLE = re.compile(
    r"@(?:website|example|yourdomain|yourstore|yourshop|yourwebsite|domain|email|mail|mystore|mysite|company|yoursite|tudominio|"
    r"tutienda|tu-?tienda|dominio|seudominio|sualoja|sua-?loja|votresite|votre-?boutique|votredomaine|ihre-?domain|ihr-?shop|"
    r"musterfirma|muster|beispiel|exemple|ejemplo|exemplo|esempio|voorbeeld|tuosito|jouwdomein|jouwwinkel)\."
    r"|^(?:xxx|youremail|your\.email|name|email|correo)@"
)


def placeholders(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where folded[start:end] was left open."""
    for found in _OPEN.finditer(folded, start, end):
        yield found.span()


def is_placeholder_address(address: str) -> bool:
    return _EXAMPLE.search(address) is not None
