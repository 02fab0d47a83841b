"""Pictures drawn by the server: shapes carry classes, colours live in app.css, each says in words what it shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flask import Flask
from markupsafe import Markup, escape

from admin_ui.formats import day as weekday
from admin_ui.formats import short_day
from admin_ui.formats import span as days_between
from admin_ui.words import tell


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of a parcel's days: `scans` so far, and the span that holds 8 of 10 outcomes."""

    today: date
    earliest: date
    expected: date
    latest: date
    promised: date | None = None
    scans: Sequence[date] = field(default_factory=tuple)

    @property
    def late(self) -> bool:
        return self.promised is not None and self.expected > self.promised

    def words(self) -> str:
        known = {"expected": short_day(self.expected), "span": days_between(self.earliest, self.latest)}
        if self.promised is None:
            return tell("Expected %(expected)s, %(span)s in 8 of 10 cases", **known)
        by = short_day(self.promised)
        return tell("Expected %(expected)s, %(span)s in 8 of 10 cases, promised by %(promised)s", **known, promised=by)


def outlook(seen: Outlook, width: int, days: int | None = None, every: int = 1) -> Markup:
    """The days along an axis: dots are scans, the upright stroke is the promise, the bar holds 8 of 10 outcomes.

    `days` bounds the axis, counted back from its end, where the width is small.
    """
    first, last = _ends(seen, days)
    axis = _Axis(first, last, width)
    parts = [*axis.ticks(every), *_marks(seen, axis), *_bar(seen, axis)]
    return picture("", width, 136, seen.words(), parts)


def _ends(seen: Outlook, days: int | None) -> tuple[date, date]:
    known = [seen.today, seen.earliest, seen.latest, *seen.scans, *([seen.promised] if seen.promised else [])]
    last = max(known) + timedelta(days=2)
    first = min(known) - timedelta(days=1)
    return (max(first, last - timedelta(days=days)), last) if days else (first, last)


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date
    width: int
    base: int = 72
    margin: int = 14

    @property
    def step(self) -> float:
        return (self.width - 2 * self.margin) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        """The middle of a day; one that lies outside stands at the edge."""
        inside = min(max(day, self.first), self.last)
        return self.margin + self.step * ((inside - self.first).days + 0.5)

    def ticks(self, every: int) -> Iterator[Markup]:
        every = max(every, round(26 / self.step + 0.5))
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            named = number % every == 0
            yield line("axis", self.x(day), self.x(day), self.base, self.base + (6 if named else 3))
            if named:
                whole = number == 0 or day.day <= every
                yield text(self.x(day), self.base + 20, short_day(day) if whole else str(day.day))
        yield line("axis", self.margin, self.width - self.margin, self.base, self.base)


def _marks(seen: Outlook, axis: _Axis) -> Iterator[Markup]:
    now = axis.x(seen.today)
    yield line("now", now, now, 14, axis.base)
    today = tell("today")
    yield text(now - 5, 14, today, anchor="end") if now > 60 else text(now + 5, 14, today, anchor="start")
    for day in sorted({day for day in seen.scans if day >= axis.first}):
        yield Markup('<circle class="past" cx="{:.1f}" cy="{}" r="4"/>').format(axis.x(day), axis.base)
    if seen.promised:
        at = axis.x(seen.promised) + axis.step / 2
        yield line("promise", at, at, 26, axis.base + 6)
        left = at + 160 > axis.width
        words = tell("promised by %(day)s", day=weekday(seen.promised))
        yield text(at + (-6 if left else 6), 38, words, "t-ink", "end" if left else "start")


def _bar(seen: Outlook, axis: _Axis) -> Iterator[Markup]:
    low = axis.x(seen.earliest) - axis.step / 2
    high = axis.x(seen.latest) + axis.step / 2
    y = axis.base + 38
    kind = "span l" if seen.late else "span"
    yield Markup('<rect class="{}" x="{:.1f}" width="{:.1f}" y="{}" height="4" rx="2"/>').format(
        kind, low, max(4.0, high - low), y - 2
    )
    yield Markup('<circle class="mid" cx="{:.1f}" cy="{}" r="5"/>').format(axis.x(seen.expected), y)
    middle = min(max((low + high) / 2, 84), axis.width - 84)
    yield text(middle, y + 20, tell("8 of 10 arrive in this span"))


def outlook_in_a_row(seen: Outlook) -> Markup:
    """The same in a table's row: the upright stroke is the promise; without a promise there is nothing to compare."""
    if seen.promised is None:
        return Markup("")
    zero, unit, promised = 26, 10, seen.promised
    low, middle, high = (
        max(4, min(128, zero + unit * (day - promised).days)) for day in (seen.earliest, seen.expected, seen.latest)
    )
    bar = Markup('<rect class="{}" x="{}" width="{}" y="8" height="4" rx="2"/>')
    parts = [
        line("grid", 2, 130, 10, 10),
        line("promise", zero, zero, 1, 19),
        bar.format("span l" if seen.late else "span", low, max(4, high - low)),
        Markup('<circle class="mid" cx="{}" cy="10" r="4"/>').format(middle),
    ]
    return picture("", 132, 20, seen.words(), parts)


def share_bar(part: int, whole: int) -> Markup:
    """So many of so many as a length: the part filled, the rest a line."""
    wide = 120
    filled = 0 if not whole else max(3, round(wide * part / whole)) if part else 0
    parts = [line("grid", 0, wide, 7, 7)]
    if filled:
        parts.append(Markup('<rect class="lost" x="0" y="2" width="{}" height="10" rx="2"/>').format(filled))
    return picture("share", wide, 14, tell("%(part)s of %(whole)s", part=part, whole=whole), parts)


def coverage_strip(states: Sequence[str]) -> Markup:
    """One square a detail: full says it, half is vague, dashed is an unfilled template, empty is missing."""
    size, gap = 14, 4
    parts = [_square(number * (size + gap) + 1, size, state) for number, state in enumerate(states)]
    said = sum(state == "present" for state in states)
    width = len(states) * (size + gap)
    return picture(
        "strip", width, size + 2, tell("%(said)s of %(all)s details are said", said=said, all=len(states)), parts
    )


def _square(x: float, size: int, state: str) -> Markup:
    frame = Markup('<rect class="q-{}" x="{}" y="1" width="{}" height="{}" rx="2"/>').format(state, x, size, size)
    if state != "vague":
        return frame
    half = Markup('<rect class="q-half" x="{}" y="{}" width="{}" height="{}"/>')
    return frame + half.format(x, 1 + size / 2, size, size / 2)


def line(kind: str, x1: float, x2: float, y1: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{:.1f}" x2="{:.1f}" y1="{}" y2="{}"/>').format(kind, x1, x2, y1, y2)


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "middle") -> Markup:
    named = Markup(' class="{}"').format(kind) if kind else Markup("")
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}"{}>{}</text>').format(x, y, anchor, named, words)


def picture(kind: str, width: int, height: int, title: str, parts: Sequence[Markup]) -> Markup:
    frame = Markup('<svg class="pic {}" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>')
    return frame.format(kind, width, height, width, height, title, escape("").join(parts))


def add_to(app: Flask) -> None:
    drawn = (outlook, outlook_in_a_row, coverage_strip, share_bar)
    app.jinja_env.globals |= {picture.__name__: picture for picture in drawn}
