"""What the readers of a shop's settings say of an entry that they refuse: by its label, in the reader's language."""

import re
from collections.abc import Mapping

from flask import Flask

from admin_ui.words import tell_problem
from integration.ports.sentences import Sentence

ENTRIES = (
    Sentence("%(entry)s: a whole number from %(least)s to %(most)s is wanted, not %(value)s"),
    Sentence("%(entry)s: fewest and most are the wrong way round: %(value)s"),
    Sentence("%(entry)s: at least one weekday is wanted"),
    Sentence("%(entry)s is %(value)s; it takes six hexadecimal digits after #, such as #1f4f9c"),
    Sentence("%(entry)s is %(value)s, which is no mail address"),
    Sentence("%(entry)s has %(count)s letters; it takes %(most)s"),
    Sentence("%(entry)s takes one line"),
)
_ENTRY = re.compile(r"[^:]+?(?=: )|\w+")


def refused(problem: str, labels: Mapping[str, str]) -> str:
    """`problem` as a domain reader raises it; `labels` by the entry's name, one that has none is told as it stands."""
    named = _ENTRY.match(problem)
    entry = named[0] if named else ""
    return tell_problem(f"{labels.get(entry, entry)}{problem.removeprefix(entry)}")


def add_to(app: Flask) -> None:
    app.jinja_env.filters["refused"] = refused
