"""What WordPress holds of a text beside what it shows: blocks, shortcodes and blank lines become the page.

A change is made in what is held, where it was made in what is shown, so that blocks stay blocks.
"""

import re
from collections.abc import Iterator
from html import unescape

_CLOSING = re.compile(r"</[a-zA-Z][^<>]{0,100}>\Z")
_LONGEST_CLOSING = 110
_BLOCK_END = re.compile(r"(?:\s*<!-- /wp:[^>]*-->)+")
_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
_LENGTHS = (12, 24, 48, 96, 192, 384)
_PLAIN = str.maketrans("’‘“”", "''\"\"")
_PRETTY = {"'": "['’‘]", '"': '["“”]', "–": "(?:–|--?)", "—": "(?:—|---?)", "…": r"(?:…|\.\.\.)", " ": r"\s+"}
"""What WordPress makes prettier while it shows a text: as it may stand in what is held."""
_ENTITY = re.compile(r"&#82(?:1[1267]|2[01]|30);")


def carried(raw: str, shown: str, wanted: str) -> str | None:
    """`raw`, which is shown as `shown`, changed to be shown as `wanted`; None where the place cannot be found."""
    if raw.strip() == shown.strip():
        return wanted
    start, end, new = change(shown, wanted)
    place = _place(raw, shown[:start]) if shown[end:].strip() or start < end else len(raw)
    if place is None:
        return None
    removed = re.compile(r"\s*" + _loosely(shown[start:end].strip())).match(raw, place) if start < end else None
    if start < end and removed is None:
        return None
    rest = removed.end() if removed else place
    return raw[:place] + _dressed(new, raw) + raw[rest:]


def change(shown: str, wanted: str) -> tuple[int, int, str]:
    """shown[start:end] became the words given; between two blocks rather than in the midst of two tags."""
    start = _alike(shown, wanted)
    end = _alike(shown[start:][::-1], wanted[start:][::-1])
    stop, new = len(shown) - end, wanted[start : len(wanted) - end]
    if start < stop:
        return start, stop, new
    for back in range(min(start, len(new)) + 1):
        if back and shown[start - back] != new[-back]:
            break
        turned = new[len(new) - back :] + new[: len(new) - back]
        if turned.lstrip()[:1] == "<" and turned.lstrip()[:2] != "</":
            return start - back, start - back, turned
    return start, stop, new


def _alike(one: str, other: str) -> int:
    """How many signs at the beginning are the same."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _place(raw: str, before: str) -> int | None:
    """Where in `raw` stands what comes after `before`; 0 where nothing comes before."""
    closings: list[str] = []
    before = before.rstrip()
    while ending := _CLOSING.search(before[-_LONGEST_CLOSING:]):
        closings.insert(0, ending[0])
        before = before.removesuffix(ending[0]).rstrip()
    if not before:
        return 0
    for anchor in _anchors(_unescaped(before)):
        found = list(re.finditer(_loosely(anchor), raw))
        if len(found) == 1:
            return _behind(raw, found[0].end(), closings)
    return None


def _anchors(before: str) -> Iterator[str]:
    """The words just before the place, more of them each time."""
    yield before[before.rfind(">") + 1 :].strip() or before[before.rfind("<") :]
    yield from (before[-length:].strip() for length in _LENGTHS)


def _behind(raw: str, at: int, closings: list[str]) -> int:
    for tag in closings:
        if closed := re.compile(r"\s*" + re.escape(tag)).match(raw, at):
            at = closed.end()
    block = _BLOCK_END.match(raw, at) if closings else None
    return block.end() if block else at


def _loosely(words: str) -> str:
    """A pattern for the words as they may be held: plain quotes, dots and any space."""
    plain = re.sub(r"\s+", " ", _unescaped(words).translate(_PLAIN))
    return "".join(_PRETTY.get(sign, re.escape(sign)) for sign in plain)


def _unescaped(words: str) -> str:
    return _ENTITY.sub(lambda found: unescape(found[0]), words)


def _dressed(new: str, raw: str) -> str:
    """As a part of what is held: paragraphs are blocks where the page has blocks, set off by a blank line."""
    if not new.lstrip().startswith("<"):
        return new
    words = new.strip()
    if "<!-- wp:" in raw and not _PARAGRAPH.sub("", words).strip():
        words = _PARAGRAPH.sub(r"<!-- wp:paragraph -->\n\g<0>\n<!-- /wp:paragraph -->", words)
    return f"\n\n{words}\n\n"
