"""Product descriptions as shops publish them, some 5 kB of HTML each, no sentence twice within one.

They stand in benchmarks/products, written for this. `unique` makes as many as wanted of them, no two of which share a
block: pieces of the texts of a language in a new order, other sentences beside each other, other numbers, and in each
run of text a name that no other has.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

PAGES = Path(__file__).parent / "products"
SIZE = 5_000
_NUMBER = re.compile(r"(?<![\w&#.,])\d{2,4}(?![\w;.,])")
_RUN = re.compile(r"(?<=>)[^<>]*[^\W\d_]{2}[^<>]*(?=<)")
_PLACE = re.compile(r" (?=[^\W\d_])|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_STOP = re.compile(r"(?<=[.!?]) (?=[A-ZÉÀ¿])|(?<=。)(?=[^<])")
_EASTERN = re.compile(r"[\u4e00-\u9fff]")
_SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
_SYLLABLES = ("bel", "cor", "dan", "fri", "gal", "hom", "jun", "kas", "lor", "mun", "nel", "per", "ros", "tam", "vil")


def written() -> list[str]:
    """The texts as they were written, each filled up to `SIZE` bytes with parts of another in its language."""
    return [_filled(pieces, SIZE) for pieces in _rotations()]


def unique(count: int, seed: int = 1) -> Iterator[str]:
    """So many descriptions, always the same ones for a seed."""
    chance = random.Random(seed)
    texts = list(_by_language().values())
    for number in range(count):
        pieces = [piece for text in texts[number % len(texts)] for piece in text]
        chance.shuffle(pieces)
        yield _filled((_varied(piece, chance) for piece in pieces), SIZE)


def _by_language() -> dict[str, list[list[str]]]:
    texts: dict[str, list[list[str]]] = defaultdict(list)
    for path in sorted(PAGES.glob("*.html")):
        texts[path.stem.partition("_")[0]].append(_pieces(path.read_text(encoding="utf-8")))
    return texts


def _rotations() -> Iterator[list[str]]:
    for texts in _by_language().values():
        for at, text in enumerate(texts):
            yield [piece for other in (text, *texts[at + 1 :], *texts[:at]) for piece in other]


def _pieces(page: str) -> list[str]:
    body = LexborHTMLParser(page).body
    assert body is not None
    outer = list(body.iter(include_text=False))
    inner = list(outer[0].iter(include_text=False)) if len(outer) == 1 else outer
    return [node.html for node in inner if node.html]


def _filled(pieces: Iterator[str] | list[str], size: int) -> str:
    page = ""
    for piece in pieces:
        if page and len((page + piece).encode()) > size + 200:
            continue
        page += piece + "\n"
    return page


def _varied(piece: str, chance: random.Random) -> str:
    for paragraph in re.findall(r"(?<=<p>)[^<]{80,}(?=</p>)", piece):
        sentences = _STOP.split(paragraph)
        chance.shuffle(sentences)
        piece = piece.replace(paragraph, (" " if paragraph.isascii() or " " in paragraph else "").join(sentences))
    piece = _NUMBER.sub(lambda found: str(chance.randint(10, 10 ** len(found[0]) - 1)), piece)
    return _RUN.sub(lambda run: _named(run[0], chance), piece)


def _named(text: str, chance: random.Random) -> str:
    """The text with a made-up name in it."""
    places = [found.end() for found in _PLACE.finditer(text)] or [len(text)]
    at = chance.choice(places)
    if _EASTERN.search(text):
        return text[:at] + "".join(chance.choices(_SIGNS, k=4)) + text[at:]
    return f"{text[:at]} {''.join(chance.choices(_SYLLABLES, k=4)).capitalize()} {text[at:]}"
