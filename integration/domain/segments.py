"""What a text message weighs: networks carry it in segments, and each of them is paid for (3GPP TS 23.038, 23.040)."""

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_PLAIN = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Weight:
    """`units` are septets in GSM-7 and 16-bit code units in UCS-2."""

    segments: int
    units: int
    encoding: str


def weigh(text: str) -> Weight:
    """How many segments carry it: 160 septets or 70 code units alone, 153 or 67 each when there are several."""
    if _is_gsm(text):
        return _weight([2 if sign in _EXTENDED else 1 for sign in text], 160, 153, "GSM-7")
    return _weight([2 if ord(sign) > 0xFFFF else 1 for sign in text], 70, 67, "UCS-2")


def lightened(text: str) -> str:
    """With plain quotes, dashes and spaces where that alone spares the text from UCS-2; else as it was."""
    plain = text.translate(_PLAIN)
    return plain if _is_gsm(plain) else text


def _is_gsm(text: str) -> bool:
    return all(sign in _BASIC or sign in _EXTENDED for sign in text)


def _weight(signs: list[int], alone: int, each: int, encoding: str) -> Weight:
    """A sign that takes two units is not cut in two: it begins the next segment."""
    units = sum(signs)
    if units <= alone:
        return Weight(1, units, encoding)
    segments, left = 1, each
    for sign in signs:
        if sign > left:
            segments, left = segments + 1, each
        left -= sign
    return Weight(segments, units, encoding)
