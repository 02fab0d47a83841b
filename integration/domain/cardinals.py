"""A language's numbers in words: those it lists, and those it makes of them."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import product
from string import Formatter

_KINDS = {"ones": range(1, 10), "rest": range(1, 20), "tens": range(20, 100, 10), "hundreds": range(100, 1000, 100)}
_STEM = "stem"


def with_compounds(listed: Mapping[str, Decimal], patterns: Iterable[str]) -> dict[str, Decimal]:
    """The listed numbers and those of the patterns: `{tens}-{ones}`, `{ones}und{tens}`, `{hundreds} {rest}`.

    `{stem}` is a ten without its last sign, as in trent-uno. Raises KeyError for a part that is none of these.
    """
    words = {
        kind: [(word, value) for word, value in listed.items() if value in values] for kind, values in _KINDS.items()
    }
    words[_STEM] = [(word[:-1], value) for word, value in words["tens"]]
    return {word: value for pattern in patterns for word, value in _compounds(pattern, words)} | dict(listed)


def _compounds(pattern: str, words: Mapping[str, list[tuple[str, Decimal]]]) -> Iterator[tuple[str, Decimal]]:
    kinds = [kind for _, kind, _, _ in Formatter().parse(pattern) if kind]
    for parts in product(*(words[kind] for kind in kinds)):
        said = dict(zip(kinds, (word for word, _ in parts), strict=True))
        yield pattern.format_map(said), sum((value for _, value in parts), Decimal(0))
