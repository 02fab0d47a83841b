"""Which language a text is in: by script and by the small words every sentence has."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from integration.domain.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3041-\u30fa]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SAMPLE = 2500
_FEW = 4


def language_of(text: str, lexicons: Mapping[str, Lexicon], hint: str | None = None) -> str:
    """The code of the lexicon that fits best. The hint (a BCP 47 tag) decides between near equals."""
    sample = text[:_SAMPLE]
    preferred = (hint or "").lower().replace("_", "-").split("-")[0]
    han, kana = (0, 0) if sample.isascii() else _signs(sample)
    letters = len(_WORD.findall(sample)) if han or kana else 0
    if han + kana >= max(letters // 2, 2) or (han + kana > 12 and han + kana > len(sample) // 5):
        wanted = "ja" if kana > max(2, (han + kana) // 12) or (kana and preferred == "ja") else "zh"
        if wanted in lexicons:
            return wanted
    scores = _scores(sample, lexicons)
    if preferred in scores:
        scores[preferred] = scores[preferred] * 1.25 + 1.5
    if not scores:
        raise ValueError("no lexicons to choose from")
    top = max(scores, key=lambda code: scores[code])
    if scores[top] > 0:
        return top
    return preferred if preferred in lexicons else ("en" if "en" in lexicons else top)


def _signs(sample: str) -> tuple[int, int]:
    return len(_HAN.findall(sample)), len(_KANA.findall(sample))


def _scores(sample: str, lexicons: Mapping[str, Lexicon]) -> dict[str, float]:
    spaced = {code: lexicon for code, lexicon in lexicons.items() if lexicon.spaced}
    scores: dict[str, float] = dict.fromkeys(spaced, 0.0)
    if not spaced:
        return dict.fromkeys(lexicons, 0.0)
    folded = next(iter(spaced.values())).fold(sample)
    words = Counter(_WORD.findall(folded))
    owners = _owners(tuple(spaced.values()))
    for word, times in words.items():
        for code, weight in owners.get(word, ()):
            scores[code] += weight * min(times, 3)
    if max(scores.values()) < _FEW:
        for code, lexicon in spaced.items():
            scores[code] += sum(0.6 for word in words if lexicon.knows(word))
    return scores


@cache
def _owners(lexicons: tuple[Lexicon, ...]) -> dict[str, tuple[tuple[str, float], ...]]:
    """Each small word with the languages that have it; a word of one language alone says more."""
    owners: dict[str, list[str]] = {}
    for lexicon in lexicons:
        for word in lexicon.function_words:
            owners.setdefault(word, []).append(lexicon.code)
    return {word: tuple((code, 1.0 / len(codes)) for code in codes) for word, codes in owners.items()}
