"""What a template left open: "[14 days]", "XX", example addresses, lorem ipsum."""

import re
from collections.abc import Iterator

_LEFT_OPEN = (
    "名|名称|邮箱|信箱|电话|号码|地址|天数|时间|日期|金额|数字|链接|网址|填写|输入|插入|"
    "名前|メールアドレス|番号|住所|日数|時間|社名|店名|金額|入力|記入|url|[nx\\d○〇◯●]"
)  # 【退货】 is the heading of a paragraph, 【店铺名称】 was never filled in
_OPEN = re.compile(
    r"\[[^\[\]\n]{1,80}\]|\{\{?[^{}\n]{1,60}\}\}?|<[a-z][^<>\n]{2,40}>|" + rf"【[^【】\n]{{0,28}}(?:{_LEFT_OPEN})】|"
    r"(?<!\w)x{2,4}(?!\w)|_{3,20}|(?<!\w)lorem ipsum|(?<![\w.])(?:n\.n\.)"
)
_HEADING = re.compile(r"【[^\dx○〇◯●]+】")
_EXAMPLE = re.compile(
    r"@(?:website|example|yourdomain|yourstore|yourshop|yourwebsite|domain|email|mail|mystore|mysite|company|yoursite|tudominio|"
    r"tutienda|tu-?tienda|dominio|seudominio|sualoja|sua-?loja|votresite|votre-?boutique|votredomaine|ihre-?domain|ihr-?shop|"
    r"musterfirma|muster|beispiel|exemple|ejemplo|exemplo|esempio|voorbeeld|tuosito|jouwdomein|jouwwinkel)\."
    r"|^(?:xxx|youremail|your\.email|name|email|correo)@"
)


def placeholders(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where folded[start:end] was left open."""
    for found in _OPEN.finditer(folded, start, end):
        if not (found.start() == start and _HEADING.fullmatch(found[0])):
            yield found.span()


def is_placeholder_address(address: str) -> bool:
    return _EXAMPLE.search(address) is not None
