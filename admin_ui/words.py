"""Where the words of the screens pass through: English now; a catalogue of another language takes this one place."""

from gettext import NullTranslations
from typing import Any

from flask import Flask

_catalogue = NullTranslations()


def tell(sentence: str, **values: Any) -> str:
    """A whole sentence, its places filled: `tell("%(n)s of %(all)s", n=1, all=2)`."""
    return _catalogue.gettext(sentence) % values


def tell_many(one: str, many: str, n: int, **values: Any) -> str:
    """A sentence that depends on a number, which it may name as %(n)s."""
    return _catalogue.ngettext(one, many, n) % {"n": n, **values}


def add_to(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install: Any = app.jinja_env
    install.install_gettext_callables(_catalogue.gettext, _catalogue.ngettext, newstyle=True)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
