"""Clauses in a language's own words and manners: `<code>/wording.toml`, with `wording-<region>.toml` laid over it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.localedata import exists

from integration.domain.wording.values import Value
from integration.languages.spelling import Spelling

_HERE = Path(__file__).parent
_TRADITIONAL = frozenset(("hant", "tw", "hk", "mo"))
_ONLY_TRADITIONAL = re.compile("[們個貨單訂費還運價質與換經國對後時間電話過問題發現這裡關於]")
_ONLY_SIMPLIFIED = re.compile("[们个货单订费还运价质与换经国对后时间电话过问题发现这里关于]")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language writes clauses, as `integration.domain.wording.Words` asks for."""

    language: str
    table: Mapping[str, Any]
    spelling: Spelling

    def sentence(self, code: str, case: str, slots: Mapping[str, Value]) -> str:
        said: str = self.table["clauses"][code][case]
        return said.format(**{name: self.spelling.spelled(value) for name, value in slots.items()})

    def forms(self, value: Value) -> tuple[str, ...]:
        spelled = self.spelling.spelled(value)
        return tuple(dict.fromkeys((str(spelled), spelled.within)))

    def together(self, sentences: Sequence[str]) -> str:
        joiner: str = self.table["form"].get("joiner", " ")
        return joiner.join(sentences)

    def heading(self, code: str) -> str:
        headings: Mapping[str, str] = self.table["headings"]
        return headings.get(code) or headings[code.partition(".")[0]]

    def title(self, kind: str) -> str:
        """What a page of outputs.MADE is called."""
        titles: Mapping[str, str] = self.table["titles"]
        return titles[kind]

    def question(self, code: str) -> str:
        """What a buyer would ask for the clause of a policy code."""
        asked: str = self.table["questions"][code]
        return asked


def written() -> frozenset[str]:
    """The languages that have wording, by ISO 639 code."""
    return frozenset(path.parent.name for path in _HERE.glob("*/wording.toml"))


def wording(language: str, text: str = "", country: str = "") -> Wording:
    """The wording of a BCP 47 tag: "fr", "pt-PT", "zh-Hant", "en_GB"; English where there is none.

    Chinese without a script or a region is written in the script of `text`; of another language without a region the
    words of the shop's `country` (ISO 3166) are taken, where there are such.
    """
    parts = language.replace("_", "-").split("-")
    code = parts[0].lower()
    if len(parts) == 1 and country and (_HERE / code / f"wording-{country.lower()}.toml").is_file():
        parts.append(country)
    if code not in written():
        return _wording("en", ())
    if code == "zh":
        return _wording("zh", (_script(parts[1:], text),))
    return _wording(code, tuple(part.lower() for part in parts[1:]))


def _script(subtags: Sequence[str], text: str) -> str:
    said = {part.lower() for part in subtags}
    if said & _TRADITIONAL:
        return "hant"
    if said:
        return "hans"
    return "hant" if len(_ONLY_TRADITIONAL.findall(text)) > len(_ONLY_SIMPLIFIED.findall(text)) else "hans"


@cache
def _wording(code: str, subtags: tuple[str, ...]) -> Wording:
    table = _table(_HERE / code / "wording.toml")
    for subtag in subtags:
        path = _HERE / code / f"wording-{subtag}.toml"
        if path.is_file():
            table = _laid_over(table, _table(path))
    locale = _locale(code, subtags)
    return Wording("-".join((code, *subtags)), table, Spelling(locale, table))


def _locale(code: str, subtags: tuple[str, ...]) -> Locale:
    known = Locale(code)
    for subtag in subtags:
        tag = f"{code}_{subtag.title() if len(subtag) == 4 else subtag.upper()}"
        known = Locale.parse(tag) if exists(tag) else known
    return known


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _laid_over(table: Mapping[str, Any], region: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(table)
    for name, value in region.items():
        known = merged.get(name)
        merged[name] = _laid_over(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged
