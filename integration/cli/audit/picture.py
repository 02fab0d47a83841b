"""Pictures drawn as SVG: shapes carry classes, the colours live in the style sheet, each picture has a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from integration.cli.audit.reading import Mark
from integration.cli.audit.summary import Summary
from integration.languages.details import Detail

_STEP, _GAP, _LETTER = 22, 26, 6.6
_ROW = 96


def answers(summary: Summary, words: Mapping[str, Detail], width: int, css: str) -> Markup:
    """One dot a question, by subject: filled above the line is answered, below it is not, a wave is vague."""
    drawn: list[Markup] = []
    x, y = 8.0, 34.0
    for group, codes in groups(summary.policy, words):
        wide = max(len(codes) * _STEP, len(group) * _LETTER)
        if x > 8 and x + wide > width:
            x, y = 8.0, y + _ROW
        drawn.append(_line("axis", x, x + wide, y))
        drawn.extend(_dot(summary.policy[code].mark, x + _STEP * (place + 0.5), y) for place, code in enumerate(codes))
        drawn.append(_text(x, y + 38, group))
        x += wide + _GAP
    return _svg(css, width, int(y) + 50, "How many of the questions your pages answer", drawn)


def bars(summary: Summary, words: Mapping[str, Detail], width: int, css: str) -> Markup:
    """One bar a detail: how many products say it, say it vaguely, leave it out."""
    drawn: list[Markup] = []
    narrow = width < 500
    left, right = (0, 0) if narrow else (150, 110)
    row, total = (46 if narrow else 30), max(summary.products, 1)
    for place, (code, marks) in enumerate(summary.product.items()):
        y = place * row + (24 if narrow else 8)
        says, vague = marks["present"] + marks["column"], marks["vague"] + marks["placeholder"]
        room = width - left - right - 2
        lengths = [room * number / total for number in (says, vague, marks["missing"])]
        drawn.append(_text(0, y - 6 if narrow else y + 12, words[code].label, "t-ink"))
        drawn.append(_text(width, y - 6 if narrow else y + 12, f"{says:,} of {summary.products:,}", anchor="end"))
        at = left + 1.0
        for shape, length in zip(("good", "doubt", "rest"), lengths, strict=True):
            drawn.append(_box(shape, at, y, length, 14))
            at += length
    return _svg(css, width, len(summary.product) * row + 8, "How many products say each detail", drawn)


def groups(codes: Iterable[str], words: Mapping[str, Detail]) -> Iterator[tuple[str, Sequence[str]]]:
    """Codes under the heading of their group, in their order."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(words[code].group, []).append(code)
    yield from found.items()


def _dot(mark: Mark, x: float, y: float) -> Markup:
    if mark in ("present", "column"):
        return Markup('<circle class="good" cx="{:.1f}" cy="{:.1f}" r="7"/>').format(x, y - 14)
    if mark == "missing":
        return Markup('<circle class="gone" cx="{:.1f}" cy="{:.1f}" r="6.25"/>').format(x, y + 14)
    if mark == "vague":
        return Markup('<path class="wave" d="M{:.1f} {:.1f}c3-6 5.5-6 8.5-2s5.5 4 8.5-2"/>').format(x - 8.5, y + 2)
    return Markup('<rect class="empty" x="{:.1f}" y="{:.1f}" width="12" height="12"/>').format(x - 6, y + 8)


def _line(css: str, x1: float, x2: float, y: float) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{:.1f}" y2="{:.1f}"/>').format(css, x1, x2, y, y)


def _box(css: str, x: float, y: float, width: float, height: float) -> Markup:
    shape = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>')
    return shape.format(css, x, y, width, height) if width > 0 else Markup("")


def _text(x: float, y: float, words: str, css: str = "", anchor: str = "start") -> Markup:
    shape = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    return shape.format(css, x, y, anchor, words)


def _svg(css: str, width: int, height: int, title: str, drawn: Sequence[Markup]) -> Markup:
    frame = Markup('<svg class="pic {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>')
    return frame.format(css, width, height, width, height, title, Markup("").join(drawn))
