"""Whether two pages say the same to a buyer, whatever their markup."""

import re

from integration.domain.document import read_html

_PRETTY = str.maketrans("’‘“”–—\u00a0", "''\"\"-- ")
_RUN = re.compile(r"\s+|-+")


def same_words(html: str, other: str) -> bool:
    """True too where only quotes, dashes and spaces were made prettier, as platforms do while they show a text."""
    return html == other or _words(html) == _words(other)


def _words(html: str) -> str:
    words = read_html(html, id="", kind="policy").text.replace("…", "...").translate(_PRETTY)
    return _RUN.sub(lambda run: " " if run[0].isspace() else "-", words)
