"""Finding a lexicon's words and phrases in the tokens of a sentence, in time that does not grow with the lexicon.

Every known word has atoms (the patterns it fits). Phrases stand in a tree whose branches are atoms, so a sentence is
read once, and only words that some phrase waits for are looked at twice.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from integration.domain.concepts import BIT

NUMBER = 0
_GAP = 5
_REMEMBERED = 100_000
_LONGEST_WORD = 40
_FIGURE = re.compile(r"\d")


class Branch:
    """What may follow in a phrase: at once, or after a gap; `mask` is what the phrase means when it ends here."""

    __slots__ = ("distant", "mask", "next")

    def __init__(self) -> None:
        self.mask = 0
        self.next: dict[int, Branch] = {}
        self.distant: dict[int, Branch] = {}


class Entry(NamedTuple):
    """What is known of a word: its concepts, the atoms it fits, the phrases it may begin and how those go on."""

    telling: bool
    mask: int
    atoms: tuple[int, ...]
    branches: tuple[Branch, ...] = ()
    nexts: frozenset[int] = frozenset()
    distants: frozenset[int] = frozenset()


NOTHING = Entry(False, 0, ())


class Vocabulary(dict[str, Entry]):
    """Words looked up once; a word not seen before is worked out and remembered, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._infixes: dict[str, int] = {}
        self._numbers: set[str] = set()
        self._money: set[str] = set()
        self._masks: dict[int, int] = {}
        self._roots: dict[int, Branch] = {}
        self._known = NUMBER

    def learn(self, places: Sequence[str], mask: int) -> None:
        """A phrase: words, `begin*`, `*end`, `a|b`, `#` for a number, `...` for a gap of up to five words."""
        first, *rest = places
        while rest and rest[-1] == "...":
            rest.pop()
        for atom in self._atoms(first):
            if not rest:
                self._masks[atom] = self._masks.get(atom, 0) | mask
            else:
                self._grow(self._roots.setdefault(atom, Branch()), rest, mask)

    def learn_number(self, word: str) -> None:
        self._numbers.add(word)

    def learn_money(self, word: str) -> None:
        """The first word of what a currency is called: beside a figure, or in one piece with it."""
        self._money.add(word)

    def _grow(self, branch: Branch, rest: Sequence[str], mask: int) -> None:
        gap = rest[0] == "..."
        if gap:
            rest = rest[1:]
        for atom in self._atoms(rest[0]):
            table = branch.distant if gap else branch.next
            follower = table.setdefault(atom, Branch())
            if len(rest) == 1:
                follower.mask |= mask
            else:
                self._grow(follower, rest[1:], mask)

    def _atoms(self, place: str) -> list[int]:
        return [NUMBER if choice == "#" else self._atom(choice) for choice in place.split("|") if choice]

    def _atom(self, piece: str) -> int:
        table = {
            (False, False): self._exact,
            (False, True): self._prefixes,
            (True, False): self._suffixes,
            (True, True): self._infixes,
        }[piece.startswith("*"), piece.endswith("*")]
        body = piece.strip("*")
        if body not in table:
            self._known += 1
            table[body] = self._known
        return table[body]

    def _atoms_of(self, word: str) -> Iterator[int]:
        if word[0].isdigit() or word in self._numbers:
            yield NUMBER
        if word in self._exact:
            yield self._exact[word]
        for cut in range(1, min(len(word), _LONGEST_WORD) + 1):
            if (atom := self._prefixes.get(word[:cut])) is not None:
                yield atom
            if (atom := self._suffixes.get(word[-cut:])) is not None:
                yield atom
        for infix, atom in self._infixes.items():
            if infix in word:
                yield atom

    def _may_be_money(self, word: str) -> bool:
        if word in self._money:
            return True
        return _FIGURE.search(word) is not None and any(money in word for money in self._money)

    def __missing__(self, word: str) -> Entry:
        atoms = tuple(self._atoms_of(word))
        mask = BIT["money_sign"] if self._may_be_money(word) else 0
        for atom in atoms:
            mask |= self._masks.get(atom, 0)
        branches = tuple(self._roots[atom] for atom in atoms if atom in self._roots)
        entry = _entry(mask, atoms, branches) if mask or atoms else NOTHING
        if len(self) < _REMEMBERED and len(word) <= _LONGEST_WORD:
            self[word] = entry
        return entry


def _entry(mask: int, atoms: tuple[int, ...], branches: tuple[Branch, ...]) -> Entry:
    nexts = frozenset(atom for branch in branches for atom in branch.next)
    distants = frozenset(atom for branch in branches for atom in branch.distant)
    return Entry(bool(mask or branches), mask, atoms, branches, nexts, distants)


def goes_on(entries: Sequence[Entry], at: int, end: int) -> bool:
    """Whether any phrase that begins at place `at` may have its next word before `end`: a quick look, for few have."""
    entry, following = entries[at], at + 1
    if following >= end:
        return False
    if entry.nexts and not entry.nexts.isdisjoint(entries[following].atoms):
        return True
    if awaited := entry.distants:
        for later in entries[following : min(following + _GAP + 1, end)]:
            if not awaited.isdisjoint(later.atoms):
                return True
    return False


def phrases(entries: Sequence[Entry], at: int, end: int, branch: Branch) -> Iterator[tuple[int, int]]:
    """(place of the last word, meaning) of each phrase of the branch whose first words end at place `at`."""
    if branch.mask:
        yield at, branch.mask
    following = at + 1
    if following >= end:
        return
    if branch.next:
        for atom in entries[following].atoms:
            if (found := branch.next.get(atom)) is not None:
                yield from phrases(entries, following, end, found)
    if branch.distant:
        seen: set[int] = set()
        for place in range(following, min(following + _GAP + 1, end)):
            for atom in entries[place].atoms:
                if atom not in seen and (found := branch.distant.get(atom)) is not None:
                    seen.add(atom)
                    yield from phrases(entries, place, end, found)
