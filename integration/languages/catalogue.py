"""The words of the screens in other languages: `<code>/ui.po`, turned into a catalogue when it is first asked for."""

from functools import cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

_HERE = Path(__file__).parent
SOURCE = "en"
"""The language that the screens are written in; it has no file."""


@cache
def catalogue(language: str) -> NullTranslations:
    """A language's catalogue, by its ISO 639 code; what it lacks is said in English."""
    file = _HERE / language / "ui.po"
    if not file.is_file():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@cache
def spoken() -> tuple[str, ...]:
    """The languages that the screens are to be had in, English first."""
    return SOURCE, *sorted(path.parent.name for path in _HERE.glob("*/ui.po"))
