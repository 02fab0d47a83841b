"""Which language a text is in, and which of its blocks are in another: by script and by the small words."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from integration.domain.document import Document
from integration.domain.lexicon import Lexicon
from integration.domain.signs import reaches
from integration.domain.tags import language_in

_WORD = re.compile(r"[^\W\d_]+(?![^\W\d_]|\$)")  # the letters of US$ are no word
_KANA = re.compile(
    r"[\u3041-\u30fa円価込払届済売単図経発対県応広検戻険続読働枠塩様転変効気両観覧収従徴歳焼帰悪巻総処辺関鉄駅験麺黒]+"
)  # with the signs that only Japanese writes so: the row of a table may have no kana
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z]{3}[^\n\u3041-\u30fa\u4e00-\u9fff]{6}")
_FIRST_EASTERN = "\u3041"
_SAMPLE = 2500
_PROBE = 600
_FEW = 4
_SHORT = 40
_SURELY = 2.0


class _Weights(NamedTuple):
    """By language, how much its small words weigh in a text, and those of them that no other language has."""

    all: dict[str, float]
    own: dict[str, float]


def language_of(text: str, lexicons: Mapping[str, Lexicon], hint: str | None = None) -> str:
    """The code of the lexicon that fits best. The hint (a BCP 47 tag) decides between near equals."""
    return _main(_Text(text[:_SAMPLE], lexicons), lexicons, hint)[0]


def languages_of(
    document: Document, lexicons: Mapping[str, Lexicon], hint: str | None = None
) -> tuple[str, dict[int, str]]:
    """The main language, and that of each block (by its place) in another: pages in two languages, foreign headings.

    A block that says too little to tell is in the language of the one before it if that knows more of its words.
    """
    text = _Text(document.text, lexicons)
    main, weights = _main(text, lexicons, hint)
    if not _may_be_mixed(text, lexicons, main, weights):
        return main, {}
    found: dict[int, str] = {}
    current = main
    for place, block in enumerate(document.blocks):
        current = _of_block(text, block.start, block.end, lexicons, main) or (
            current if current == main else _knowing(text.words(block.start, block.end), lexicons, main, current)
        )
        if current != main:
            found[place] = current
    return main, found


class _Text:
    """A text, spelled once for all languages that put spaces between words."""

    def __init__(self, text: str, lexicons: Mapping[str, Lexicon]) -> None:
        self.text = text
        self.eastern = reaches(text, _FIRST_EASTERN)
        self._speller = next((one for one in lexicons.values() if one.spaced), None)

    def words(self, start: int, end: int) -> Sequence[str]:
        if self._speller is None:
            return ()
        spelled = self._speller.spell(self.text)
        return spelled.words[bisect_left(spelled.starts, start) : bisect_left(spelled.starts, end)]


def _main(text: _Text, lexicons: Mapping[str, Lexicon], hint: str | None) -> tuple[str, _Weights | None]:
    preferred = language_in(hint or "")
    if text.eastern and (wanted := _eastern(text.text[:_SAMPLE], preferred, lexicons)) in lexicons:
        return wanted, None
    words = text.words(0, _SAMPLE)
    weights = _weights(words, lexicons)
    scores = _scores(words, lexicons, weights)
    if preferred in scores:
        scores[preferred] = scores[preferred] * 1.25 + 1.5
    if not scores:
        raise ValueError("no lexicons to choose from")
    top = max(scores, key=lambda code: scores[code])
    if scores[top] > 0:
        return top, weights
    return preferred if preferred in lexicons else ("en" if "en" in lexicons else top), weights


def _eastern(sample: str, preferred: str, lexicons: Mapping[str, Lexicon]) -> str:
    """zh or ja by the signs; nothing when those are few."""
    han, kana = _signs(sample)
    letters = len(_WORD.findall(sample)) if han or kana else 0
    if han + kana >= max(letters // 2, 2) or (han + kana > 12 and han + kana > len(sample) // 5):
        if not kana and han <= _SHORT and {"zh", "ja"} <= lexicons.keys():
            return max(("zh", "ja"), key=lambda code: _understood(sample, lexicons[code]) + 0.5 * (code == preferred))
        return "ja" if kana > max(2, (han + kana) // 12) or (kana and preferred == "ja") else "zh"
    return ""


def _understood(sample: str, lexicon: Lexicon) -> int:
    """How many signs of the text stand in words that the lexicon knows: 返品不可 is Japanese without any kana."""
    (found,) = lexicon.mentions(lexicon.spell(sample), [(0, len(sample))])
    return len({place for mention in found for place in range(mention.start, mention.end)})


def _signs(sample: str) -> tuple[int, int]:
    return sum(map(len, _HAN.findall(sample))), sum(map(len, _KANA.findall(sample)))


def _scores(words: Iterable[str], lexicons: Mapping[str, Lexicon], weights: _Weights) -> dict[str, float]:
    if not weights.all:
        return dict.fromkeys(lexicons, 0.0)
    scores = dict(weights.all)
    if max(scores.values()) < _FEW:
        different = set(words)
        for code in scores:
            scores[code] += sum(0.6 for word in different if lexicons[code].knows(word))
    return scores


def _weights(words: Iterable[str], lexicons: Mapping[str, Lexicon]) -> _Weights:
    """Of one word three times at most, and twice as a language's own; a word of several languages weighs less."""
    spaced = tuple(lexicon for lexicon in lexicons.values() if lexicon.spaced)
    every, own = (dict.fromkeys((one.code for one in spaced), 0.0) for _ in range(2))
    owners = _owners(spaced)
    for word, times in Counter(filter(owners.__contains__, words)).items():
        shared = owners[word]
        for code, weight in shared:
            every[code] += weight * min(times, 3)
        if len(shared) == 1:
            own[shared[0][0]] += min(times, 2)
    return _Weights(every, own)


@cache
def _owners(lexicons: tuple[Lexicon, ...]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Each small word with the languages that have it; a word of one language alone says more."""
    owners: dict[str, list[str]] = {}
    for lexicon in lexicons:
        for word in lexicon.function_words:
            owners.setdefault(word, []).append(lexicon.code)
    return {word: tuple((code, 1.0 / len(codes)) for code in codes) for word, codes in owners.items()}


def _may_be_mixed(text: _Text, lexicons: Mapping[str, Lexicon], main: str, weights: _Weights | None) -> bool:
    """A quick look, for nearly every page is in one language: at what was weighed already, and at a long page's end."""
    if not lexicons[main].spaced:
        return _LATIN.search(text.text) is not None
    if text.eastern and (_HAN.search(text.text) or _KANA.search(text.text)):
        return True
    if weights is not None and _speaks_another(weights, main):
        return True
    length = len(text.text)
    return length > _SAMPLE and _speaks_another(_weights(text.words(length - _PROBE, length), lexicons), main)


def _speaks_another(weights: _Weights, main: str) -> bool:
    return any(own > _SURELY and code != main for code, own in weights.own.items())


def _knowing(words: Sequence[str], lexicons: Mapping[str, Lexicon], main: str, before: str) -> str:
    known = {code: sum(map(lexicons[code].knows, words)) for code in (main, before)}
    return before if known[before] > known[main] else main


def _of_block(text: _Text, start: int, end: int, lexicons: Mapping[str, Lexicon], main: str) -> str | None:
    """None where the block is too short to tell."""
    if text.eastern or not lexicons[main].spaced:
        said = text.text[start:end]
        if not lexicons[main].spaced and (_HAN.search(said) or _KANA.search(said)):
            return main
        han, kana = (0, 0) if said.isascii() else _signs(said)
        if han or kana:
            return "ja" if kana * 12 > han and "ja" in lexicons else "zh" if "zh" in lexicons else main
        if not lexicons[main].spaced:
            return language_of(said, lexicons, "en") if _LATIN.search(said) else None
    scores = _weights(text.words(start, end), lexicons).all
    top = max(scores, key=lambda code: scores[code])
    if top != main and scores[top] >= max(_SURELY, _SURELY * scores[main]):
        return top
    return main if scores[main] >= 1.0 and scores[main] >= scores[top] else None
