"""Where the words of the screens pass through, into the language of whoever asks."""

from functools import cache
from importlib import import_module
from typing import Any

from flask import Flask

from admin_ui.locale import language
from connectors import load_sentences
from integration.domain.reasons import words
from integration.languages.catalogue import catalogue
from integration.ports.sentences import read_back


def tell(sentence: str, **values: Any) -> str:
    """A whole sentence, its places filled: `tell("%(n)s of %(all)s", n=1, all=2)`."""
    return catalogue(language()).gettext(sentence) % values if sentence else ""  # "" is a catalogue's own head


def tell_many(one: str, many: str, n: int, **values: Any) -> str:
    """A sentence that depends on a number, which it may name as %(n)s."""
    return catalogue(language()).ngettext(one, many, n) % {"n": n, **values}


def reason_words(name: str) -> str:
    """Why we did a thing or did not, from the name that a row keeps, or what went wrong."""
    told = words(name)
    return tell_problem(name) if told == name else tell(told)


def tell_problem(said: str) -> str:
    """What went wrong, from the English that an error carries and a row keeps; an unknown sentence as it is."""
    _load_sentences()
    found = read_back(said)
    if found is None:
        return said
    words, values = found
    return tell(words, **{name: tell_problem(value) for name, value in values.items()})


@cache
def _load_sentences() -> None:
    """Of every connector, and of the acts whose reasons are shown."""
    load_sentences()
    for act in ("jobs.subscribe", "jobs.sync", "jobs.watch"):
        import_module(act)


def gettext_noop(sentence: str) -> str:
    """Marks a sentence of a table for the catalogues; `tell` says it when someone asks."""
    return sentence


def add_to(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env
    install.install_gettext_callables(
        lambda sentence: catalogue(language()).gettext(sentence),
        lambda one, many, n: catalogue(language()).ngettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.filters["told"] = tell
    app.jinja_env.filters["problem"] = tell_problem
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
