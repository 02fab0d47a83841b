"""Letters to customers: one text a language and kind, dressed once as plain text and once as HTML.

Facts are values, never templates: a name with braces in it is a name. A missing fact leaves out what needs it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import mrml
from babel import Locale
from babel.dates import format_date
from jinja2 import FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import SandboxedEnvironment

FACTS = frozenset({
    "customer_name", "order_number", "shop_title", "promised_by", "expected_from", "expected_to", "delivered_on",
    "tracking_url", "signature", "reply_to",
})  # fmt: skip
FALLBACK = "en"

_HERE = Path(__file__).parent
_FONTS = "Georgia, 'Times New Roman', 'Noto Serif CJK SC', 'Noto Serif CJK JP', serif"
_DELAYS = frozenset({"delay_before_promise", "delay_on_the_day", "no_date_known"})


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str
    language: str


def spoken() -> frozenset[str]:
    """The languages that have letters, by ISO 639 code."""
    return frozenset(path.parents[1].name for path in _HERE.glob("*/messages/parts.toml"))


def kinds() -> frozenset[str]:
    return frozenset(path.stem for path in (_HERE / FALLBACK / "messages").glob("*.txt"))


def closest(tag: str) -> str:
    """The language of a BCP 47 tag if we write it, else English."""
    code = tag.replace("_", "-").partition("-")[0].lower()
    return code if code in spoken() else FALLBACK


def render(kind: str, language: str, facts: Mapping[str, Any]) -> Letter:
    """The letter of a kind in the closest language. `facts` holds any of FACTS: texts, and dates of the customer.

    Raises ValueError for a kind or a fact that does not exist.
    """
    if kind not in kinds() or not facts.keys() <= FACTS:
        raise ValueError(f"no letter {kind!r} with {', '.join(sorted(facts.keys() - FACTS)) or 'these facts'}")
    code = closest(language)
    words = _words(code, facts)
    subject, _, body = _template(code, f"{kind}.txt").render(words).partition("\n")
    paragraphs = [_one_line(paragraph) for paragraph in body.split("\n\n") if paragraph.strip()]
    if kind in _DELAYS:
        paragraphs += _delay_paragraphs(kind, words)
    dress = {
        **words,
        "language": code,
        "fonts": _FONTS,
        "subject": _one_line(subject.removeprefix("Subject:")),
        "paragraphs": paragraphs,
        "tracking_url": words["tracking_url"] if kind in _DELAYS else "",
    }
    return Letter(dress["subject"], _plain(dress), _html(dress), code)


def _words(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts in the language's own words, each of them "" when it is missing."""
    parts = _parts(code)
    known = {name: _one_line(str(facts.get(name) or "")) for name in FACTS}
    days = {name: _day(facts.get(name), code) for name in ("promised_by", "delivered_on")}
    words = known | {
        "greeting": _say(parts["greeting" if known["customer_name"] else "greeting_nameless"], known),
        "order": _say(parts["order" if known["order_number"] else "order_unnumbered"], known),
        "promised": days["promised_by"],
        "delivered": days["delivered_on"],
        "days_late": _days_late(facts.get("promised_by"), facts.get("delivered_on"), code),
        "when": _when(facts.get("expected_from"), facts.get("expected_to"), code),
        "act": _say(parts["act" if known["reply_to"] else "act_unaddressed"], known),
        "tracking_url": _link(known["tracking_url"]),
        "signature": _signature(str(facts.get("signature") or ""), known["shop_title"]),
    }
    return words | {name: parts[name] for name in ("estimate", "track", "closing")}


def _delay_paragraphs(kind: str, words: Mapping[str, Any]) -> list[str]:
    honest = [words["estimate"]] if words["when"] and kind != "no_date_known" else []
    return [*honest, words["act"]]


def _when(first: date | None, last: date | None, code: str) -> str:
    ends = sorted(day for day in (first, last) if day is not None)
    if not ends:
        return ""
    days = {"first": _day(ends[0], code), "last": _day(ends[-1], code)}
    return _say(_parts(code)["one_day" if ends[0] == ends[-1] else "some_days"], days)


def _days_late(promised: date | None, delivered: date | None, code: str) -> str:
    if promised is None or delivered is None or delivered <= promised:
        return ""
    days = (delivered - promised).days
    forms = _parts(code)["days"]
    return _say(forms.get(Locale(code).plural_form(days), forms["other"]), {"n": days})


def _day(day: date | None, code: str) -> str:
    return "" if day is None else str(format_date(day, _parts(code)["day"], locale=code))


def _signature(given: str, shop_title: str) -> list[str]:
    lines = [_one_line(line) for line in given.splitlines() if line.strip()]
    return lines or ([shop_title] if shop_title else [])


def _link(address: str) -> str:
    """Only what a browser opens as a page; a link of another kind has no place in a letter."""
    return address if address.startswith(("https://", "http://")) else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(dress: Mapping[str, Any]) -> str:
    link = [f"{dress['track']}: {dress['tracking_url']}"] if dress["tracking_url"] else []
    closing = "\n".join([dress["closing"], *dress["signature"]])
    return "\n\n".join([dress["greeting"], *dress["paragraphs"], *link, closing]) + "\n"


def _html(dress: Mapping[str, Any]) -> str:
    return str(mrml.to_html(_layout().render(dress)).content)


def _say(part: str, values: Mapping[str, Any]) -> str:
    return str(_compiled(part).render(values))


@cache
def _parts(code: str) -> Mapping[str, Any]:
    return tomllib.loads((_HERE / code / "messages" / "parts.toml").read_text(encoding="utf-8"))


@cache
def _compiled(source: str) -> Template:
    return _texts().from_string(source)


@cache
def _template(code: str, name: str) -> Template:
    return _texts().get_template(f"{code}/messages/{name}")


@cache
def _layout() -> Template:
    return _environment(autoescape=True).get_template("letter.mjml")


@cache
def _texts() -> SandboxedEnvironment:
    return _environment(autoescape=False)


def _environment(autoescape: bool) -> SandboxedEnvironment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(_HERE), undefined=StrictUndefined, autoescape=autoescape, keep_trailing_newline=True
    )
    environment.filters["start"] = lambda text: text[:1].upper() + text[1:]
    return environment
