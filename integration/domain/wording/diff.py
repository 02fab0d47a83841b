"""What changes between two texts, for the eye: runs of words kept, added and removed."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Change = Literal["kept", "added", "removed"]

_WORD = re.compile(r"\n|[^\S\n]+|[\u3005-\u30ff\u3400-\u9fff]|[^\s\u3005-\u30ff\u3400-\u9fff]+")

_LEAST_SHARED = 0.65
"""Spaces are shared by any two texts: they alone come near one half."""

_MOST_COMPARED = 4_000_000


class Run(NamedTuple):
    change: Change
    text: str


def diff(old: str, new: str) -> list[Run]:
    """The runs in reading order; kept and removed ones together are `old`, kept and added ones `new`.

    Lines are compared first and words only within lines that changed; what a megabyte takes grows as its length does.
    """
    return list(_merged(_by_lines(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _by_lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    for change, before, after in _changes(old, new):
        if not change:
            yield Run("kept", before)
        elif before and after:
            yield from _by_words(_WORD.findall(before), _WORD.findall(after))
        else:
            yield Run("removed", before)
            yield Run("added", after)


def _by_words(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Texts that share little are told apart as wholes: crumbs of both, mixed, nobody can read."""
    changes = list(_changes(old, new))
    shared = sum(len(_WORD.findall(before)) for change, before, _ in changes if not change)
    if 2 * shared < _LEAST_SHARED * (len(old) + len(new)):
        changes = [(True, "".join(old), "".join(new))]
    for change, before, after in changes:
        if change:
            yield Run("removed", before)
            yield Run("added", after)
        else:
            yield Run("kept", before)


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """(whether it changed, old, new) from the first piece to the last.

    Comparing takes as much as both are long, multiplied: where that is too much between the first and the last change,
    all of it counts as changed.
    """
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    a, b = old[first : len(old) - last], new[first : len(new) - last]
    yield False, "".join(old[:first]), "".join(new[:first])
    if len(a) * len(b) > _MOST_COMPARED:
        yield True, "".join(a), "".join(b)
    else:
        for what, low, high, start, end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
            yield what != "equal", "".join(a[low:high]), "".join(b[start:end])
    yield False, "".join(old[len(old) - last :]), "".join(new[len(new) - last :])


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """With how many of the same pieces both begin."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _merged(runs: Iterator[Run]) -> Iterator[Run]:
    """What goes and what comes in its place as one run each: a space that stays between two changes is no rest."""
    kept = removed = added = ""
    for change, text in runs:
        changed = bool(removed or added)
        if change == "removed":
            removed += text
        elif change == "added":
            added += text
        elif changed and text == " ":
            removed, added = removed + text, added + text
        elif changed:
            yield from _told(kept, removed, added)
            kept, removed, added = text, "", ""
        else:
            kept += text
    yield from _told(kept, removed, added)


def _told(kept: str, removed: str, added: str) -> Iterator[Run]:
    changes: tuple[tuple[Change, str], ...] = (("kept", kept), ("removed", removed), ("added", added))
    return (Run(change, text) for change, text in changes if text)
