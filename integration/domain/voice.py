"""How a shop sounds and looks in its letters: its name, its signature, its colour, where answers go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

INK = "#22262b"
LONGEST = {"name": 80, "signature": 500, "reply_to": 200, "reason": 300}

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` stands as the sender and `signature` under a letter; "" leaves them to the shop's title.

    `colour` is that of buttons. `reason` is what is said of a delay that nobody can date.
    """

    name: str = ""
    signature: str = ""
    colour: str = INK
    reply_to: str = ""
    reason: str = ""

    @property
    def on_colour(self) -> str:
        """White or ink, whichever can be read better on the colour."""
        return "#ffffff" if contrast(self.colour, "#ffffff") >= contrast(self.colour, INK) else INK


def read_voice(settings: Mapping[str, Any]) -> Voice:
    """From a shop's own settings, under "notices". Raises ValueError naming the entry that cannot be used."""
    given = settings.get("notices") or {}
    if not isinstance(given, Mapping):
        raise ValueError(f"notices: a table of settings is wanted, not {given!r}")
    texts = {name: _text(name, given.get(name)) for name in LONGEST}
    colour = str(given.get("colour") or INK).lower()
    if not _COLOUR.fullmatch(colour):
        raise ValueError(f"colour is {colour!r}; it takes six hexadecimal digits after #, such as #1f4f9c")
    if texts["reply_to"] and not _ADDRESS.fullmatch(texts["reply_to"]):
        raise ValueError(f"reply_to is {texts['reply_to']!r}, which is no mail address")
    return Voice(colour=colour, **texts)


def contrast(one: str, other: str) -> float:
    """How well one colour is told from another, 1 to 21 (WCAG 2.2, contrast ratio)."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _text(name: str, value: Any) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > LONGEST[name]:
        raise ValueError(f"{name} has {len(text)} letters; it takes {LONGEST[name]}")
    if name != "signature" and not text.isprintable():
        raise ValueError(f"{name} takes one line")
    return text
