"""One script, several countries: whose money a text means when it says only 元 or $."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from integration.domain.signs import changed

if TYPE_CHECKING:
    from integration.domain.lexicon import Lexicon

_SAMPLE = 4000
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Region:
    """A country that writes the language in its other script: the words it is known by, and its own money."""

    words: tuple[str, ...]
    dollar: str
    currencies: Mapping[str, str]


def at_home(lexicon: "Lexicon", text: str, folded: str) -> "Lexicon":
    """The lexicon with the money of the region that the text is from; as it is when the script says nothing."""
    if not lexicon.regions or not _in_other_script(text[:_SAMPLE], folded):
        return lexicon
    heard = {name: sum(folded.count(word) for word in region.words) for name, region in lexicon.regions.items()}
    return _of(lexicon, max(heard, key=lambda name: heard[name]))


def _in_other_script(text: str, folded: str) -> bool:
    return changed(text, folded[: len(text)], "\u3401", "\u9fff") >= _ENOUGH


@cache
def _of(lexicon: "Lexicon", name: str) -> "Lexicon":
    region = lexicon.regions[name]
    return replace(lexicon, dollar=region.dollar, currencies={**lexicon.currencies, **region.currencies})
