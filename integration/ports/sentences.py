"""What goes wrong, told in whole English sentences that a screen can tell again in another language.

Errors carry, and rows keep, the plain English: a log and an old row stay readable without any table. A screen reads
a sentence back into its template and the values in its places, and looks the template up where its languages are.
"""

import re
from collections.abc import Mapping

_PLACE = re.compile(r"%\((\w+)\)s")
KNOWN: "dict[str, Sentence]" = {}
"""Every sentence of the modules that were read, by its template."""


class Sentence:
    """A template with named places: `Sentence("%(place)s broke off")(place="Postmark")` is a plain text.

    Made once, where a module is read, so that whoever reads back knows it. The catalogues find it by this name.
    """

    def __init__(self, words: str) -> None:
        self.words = words
        self.places = tuple(_PLACE.findall(words))
        pieces = _PLACE.split(words)  # in turn what it says itself and the name of a place
        pieces[1::2] = (f"(?P<{name}>.+?)" for name in self.places)
        pieces[::2] = map(re.escape, pieces[::2])
        self._shape = re.compile("".join(pieces), re.DOTALL)
        self.weight = len(_PLACE.sub("", words))
        KNOWN[words] = self

    def __call__(self, **values: object) -> str:
        return self.words % values

    def values_in(self, said: str) -> Mapping[str, str] | None:
        """What stands in the places; None when `said` is another sentence."""
        found = self._shape.fullmatch(said)
        return found and found.groupdict()


def read_back(said: str) -> tuple[str, Mapping[str, str]] | None:
    """The template of what was said and its values, of several that fit the one that says most itself."""
    fitting = ((it, values) for it in KNOWN.values() if (values := it.values_in(said)) is not None)
    best = max(fitting, key=lambda fit: fit[0].weight, default=None)
    return best and (best[0].words, best[1])
