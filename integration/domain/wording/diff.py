"""What changes between two texts, for the eye: runs of words kept, added and removed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Change = Literal["kept", "added", "removed"]

_WORD = re.compile(r"\n|[^\S\n]+|[\u3005-\u30ff\u3400-\u9fff]|[^\s\u3005-\u30ff\u3400-\u9fff]+")

_LEAST_SHARED = 0.65
"""Spaces are shared by any two texts: they alone come near one half."""


class Run(NamedTuple):
    change: Change
    text: str


def diff(old: str, new: str) -> list[Run]:
    """The runs in reading order; kept and removed ones together are `old`, kept and added ones `new`.

    Lines are compared first and words only within lines that changed, so that a long page costs no more than it must.
    """
    return list(_merged(_by_lines(old.splitlines(keepends=True), new.splitlines(keepends=True))))


def _by_lines(old: list[str], new: list[str]) -> Iterator[Run]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[a:b]), "".join(new[c:d])
        if what == "equal":
            yield Run("kept", before)
        elif what == "replace" and len(before) + len(after) < 20000:
            yield from _by_words(_WORD.findall(before), _WORD.findall(after))
        else:
            yield Run("removed", before)
            yield Run("added", after)


def _by_words(old: list[str], new: list[str]) -> Iterator[Run]:
    """Texts that share little are told apart as wholes: crumbs of both, mixed, nobody can read."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _LEAST_SHARED:
        yield Run("removed", "".join(old))
        yield Run("added", "".join(new))
        return
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            yield Run("kept", "".join(old[a:b]))
        else:
            yield Run("removed", "".join(old[a:b]))
            yield Run("added", "".join(new[c:d]))


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
