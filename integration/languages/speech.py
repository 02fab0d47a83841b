"""A language's own words and dates, from its messages folder. Facts are values in them, never templates."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

from integration.domain.tags import language_in

FALLBACK = "en"
HERE = Path(__file__).parent


def spoken() -> frozenset[str]:
    """The languages that have letters, by ISO 639 code."""
    return frozenset(path.parents[1].name for path in HERE.glob("*/messages/parts.toml"))


def closest(tag: str) -> str:
    """The language of a BCP 47 tag if we write it, else English."""
    code = language_in(tag)
    return code if code in spoken() else FALLBACK


@cache
def words_of(code: str, name: str = "parts") -> Mapping[str, Any]:
    """One of the tables in the language's messages folder."""
    return tomllib.loads((HERE / code / "messages" / f"{name}.toml").read_text(encoding="utf-8"))


def say(sentence: str, values: Mapping[str, Any]) -> str:
    return str(_compiled(sentence).render(values))


def day(moment: date | None, code: str) -> str:
    """A day as this language says it; "" for none."""
    return "" if moment is None else str(format_date(moment, words_of(code)["day"], locale=code))


def count(n: int, unit: str, code: str, table: str = "parts") -> str:
    """So many of a unit, in the form that the number takes."""
    forms = words_of(code, table)[unit]
    return say(forms.get(Locale(code).plural_form(n), forms["other"]), {"n": n})


def one_line(text: str) -> str:
    return " ".join(text.split())


@cache
def template(code: str, name: str) -> Template:
    return _texts().get_template(f"{code}/messages/{name}")


@cache
def layout() -> Template:
    return _environment(autoescape=True).get_template("letter.mjml")


@cache
def _compiled(source: str) -> Template:
    return _texts().from_string(source)


@cache
def _texts() -> SandboxedEnvironment:
    return _environment(autoescape=False)


def _environment(autoescape: bool) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(HERE), undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True
    )
    environment.filters["start"] = lambda text: text[:1].upper() + text[1:]
    return environment
