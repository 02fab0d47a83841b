"""Finding a lexicon's words and phrases in the tokens of a sentence, in time that does not grow with the lexicon.

Every known word has atoms (the patterns it fits). Phrases stand in a tree whose branches are atoms, so a sentence is
read once, and only words that some phrase waits for are looked at twice.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from integration.domain.concepts import BIT

NUMBER = 0
_GAP = 5
_REMEMBERED = 20_000
_LONGEST_WORD = 40
_EDGE = 2
_FIGURE = re.compile(r"\d")
_DIGITS = "0123456789"


class Branch:
    """What may follow in a phrase: at once, or after a gap; `mask` is what the phrase means when it ends here."""

    __slots__ = ("distant", "mask", "next")

    def __init__(self) -> None:
        self.mask = 0
        self.next: dict[int, Branch] = {}
        self.distant: dict[int, Branch] = {}


class Entry(NamedTuple):
    """What is known of a word: its concepts, the atoms it fits, the phrases it may begin."""

    mask: int
    atoms: tuple[int, ...]
    branches: tuple[Branch, ...] = ()


NOTHING = Entry(0, ())


class Vocabulary(dict[str, int]):
    """Each word's number among the `entries`; a word not seen before is worked out and remembered, up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self._exact: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._infixes: dict[str, int] = {}
        self._counted: dict[str, int] = {}
        self._numbers: set[str] = set()
        self._money: set[str] = set()
        self._masks: dict[int, int] = {}
        self._roots: dict[int, Branch] = {}
        self._known = NUMBER
        self._lock = Lock()
        self.entries = [NOTHING]
        self._places = {NOTHING: 0}
        self._prints = _Prints(np.zeros((4, 1), np.uint64), 1)

    def learn(self, places: Sequence[str], mask: int) -> None:
        """A phrase: words, `begin*`, `*end`, `a|b`, a number `#`, 24h `#h`, a gap `...` of up to five words.

        Raises ValueError for a piece of a word that is too short to tell anything.
        """
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
        if piece.startswith("#"):
            table = self._counted
        body = piece.strip("*#")
        if "*" in piece and len(body) < _EDGE:
            raise ValueError(f"{piece!r}: a piece of a word has at least {_EDGE} signs")
        if body not in table:
            self._known += 1
            table[body] = self._known
        return table[body]

    def _atoms_of(self, word: str) -> Iterator[int]:
        if word[0].isdigit() or word in self._numbers:
            yield NUMBER
        if word[0].isdigit() and (counted := self._counted.get(word.lstrip(_DIGITS))) is not None:
            yield counted
        if word in self._exact:
            yield self._exact[word]
        for prefix, atom in self._begun.get(word[:_EDGE], ()):
            if word.startswith(prefix):
                yield atom
        for suffix, atom in self._ended.get(word[-_EDGE:], ()):
            if word.endswith(suffix):
                yield atom
        if self._infixed is not None and self._infixed.search(word):
            for infix, atom in self._infixes.items():
                if infix in word:
                    yield atom

    @cached_property
    def _begun(self) -> Mapping[str, list[tuple[str, int]]]:
        return _by_edge(self._prefixes, slice(None, _EDGE))

    @cached_property
    def _ended(self) -> Mapping[str, list[tuple[str, int]]]:
        return _by_edge(self._suffixes, slice(-_EDGE, None))

    @cached_property
    def _infixed(self) -> re.Pattern[str] | None:
        return re.compile("|".join(map(re.escape, self._infixes))) if self._infixes else None

    def _may_be_money(self, word: str) -> bool:
        if word in self._money:
            return True
        return not word.isdecimal() and _FIGURE.search(word) is not None and any(money in word for money in self._money)

    def __missing__(self, word: str) -> int:
        entry = self._entry(word)
        with self._lock:
            number = self._places.get(entry)
            if number is None:
                number = self._places[entry] = len(self.entries)
                self.entries.append(entry)
                self._prints = self._prints.with_one(entry)
        if len(self) < _REMEMBERED and len(word) <= _LONGEST_WORD:
            self[word] = number
        return number

    def _entry(self, word: str) -> Entry:
        atoms = tuple(self._atoms_of(word))
        mask = BIT["money_sign"] if self._may_be_money(word) else 0
        for atom in atoms:
            mask |= self._masks.get(atom, 0)
        branches = tuple(self._roots[atom] for atom in atoms if atom in self._roots)
        return Entry(mask, atoms, branches)

    def telling(self, words: Sequence[str]) -> tuple[Sequence[Entry], list[int], list[bool]]:
        """What is known of each word; the places of those that tell something, and which may begin a phrase here."""
        numbers = np.fromiter(map(self.__getitem__, words), np.intp, len(words))
        return list(map(self.entries.__getitem__, numbers.tolist())), *self._prints.telling(numbers)


class _Prints:
    """Of each entry four fingerprints, so that a whole text's words are tried at once for what may follow them.

    One bit of 64 for each atom: of the word itself, of those its phrases await next, of those they await after a gap;
    and whether the word says anything by itself. Bits may coincide: what seems to go on is looked at closely.
    """

    def __init__(self, table: NDArray[np.uint64], used: int) -> None:
        self._table = table
        self._used = used

    def with_one(self, entry: Entry) -> "_Prints":
        table, used = self._table, self._used
        if used == table.shape[1]:
            table = np.concatenate([table, np.zeros_like(table)], axis=1)
        nexts = (atom for branch in entry.branches for atom in branch.next)
        distants = (atom for branch in entry.branches for atom in branch.distant)
        table[:, used] = _print(entry.atoms), _print(nexts), _print(distants), entry.mask != 0
        return _Prints(table, used + 1)

    def telling(self, numbers: NDArray[np.intp]) -> tuple[list[int], list[bool]]:
        own, nexts, distants, saying = self._table[:, numbers]
        following = own[1:]
        later = following.copy()
        for ahead in range(2, _GAP + 2):
            later[: max(0, len(own) - ahead)] |= own[ahead:]
        going = np.zeros(len(own), np.bool_)
        going[:-1] = (nexts[:-1] & following) | (distants[:-1] & later)
        places = np.flatnonzero(going | (saying != 0))
        return places.tolist(), going[places].tolist()


def _by_edge(pieces: Mapping[str, int], edge: slice) -> Mapping[str, list[tuple[str, int]]]:
    """The pieces of words that begin, or end, with the same signs."""
    sorted_in: dict[str, list[tuple[str, int]]] = {}
    for piece, atom in pieces.items():
        sorted_in.setdefault(piece[edge], []).append((piece, atom))
    return sorted_in


def _print(atoms: Iterable[int]) -> int:
    bits = 0
    for atom in atoms:
        bits |= 1 << atom % 64
    return bits


def phrases(entries: Sequence[Entry], at: int, end: int, branch: Branch) -> list[tuple[int, int]]:
    """(place of the last word, meaning) of each phrase of the branch whose first words end at place `at`."""
    found = [(at, branch.mask)] if branch.mask else []
    following = at + 1
    if following >= end:
        return found
    if branch.next:
        for atom in entries[following].atoms:
            if (after := branch.next.get(atom)) is not None:
                found += phrases(entries, following, end, after)
    if branch.distant:
        seen: set[int] = set()
        for place in range(following, min(following + _GAP + 1, end)):
            for atom in entries[place].atoms:
                if atom not in seen and (after := branch.distant.get(atom)) is not None:
                    seen.add(atom)
                    found += phrases(entries, place, end, after)
    return found
