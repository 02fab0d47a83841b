"""The pictures of a replay: week by week, and how early customers would have heard."""

from collections.abc import Mapping, Sequence

from flask import Flask
from markupsafe import Markup

from admin_ui.formats import short_day
from admin_ui.pictures import line, picture, text
from admin_ui.words import tell
from integration.domain.replay.summary import LONGEST_LEAD, Week

HEIGHT, BASE, DEPTH = 72, 96, 48


def week_bars(weeks: Sequence[Week], kind: str, width: int, every: int) -> Markup:
    """Above the line late parcels, told in time or not; below it messages that nobody needed."""
    pad, most = 34, max((max(week.told + week.missed, week.spare) for week in weeks), default=0) or 1
    step, unit = (width - pad) / max(len(weeks), 1), HEIGHT / most
    parts = [line("axis", pad - 6, width, BASE, BASE), text(pad - 12, BASE + 4, "0", anchor="end")]
    parts.append(text(pad - 12, BASE - HEIGHT + 4, str(most), anchor="end"))
    for at, week in enumerate(weeks):
        wide = min(22.0, step * 0.62)
        x = pad + step * (at + 0.5) - wide / 2
        told, missed, spare = (
            unit * count for count in (week.told, week.missed, min(week.spare, most * DEPTH / HEIGHT))
        )
        parts += [
            _bar("good", x, wide, BASE - told, told),
            _bar("lost", x, wide, BASE - told - missed - 1, missed),
            _bar("spare", x + 0.75, wide - 1.5, BASE + 2.5, spare),
        ]
        if at % every == 0:
            parts.append(text(x + wide / 2, 160, short_day(week.begins)))
    title = tell(
        "Late parcels told in time %(told)s, not told %(missed)s, unneeded messages %(spare)s",
        told=sum(week.told for week in weeks),
        missed=sum(week.missed for week in weeks),
        spare=sum(week.spare for week in weeks),
    )
    return picture(kind, width, 168, title, parts)


def lead_bars(leads: Mapping[int, int], width: int) -> Markup:
    """How many late customers would have heard so many days before the promised day."""
    pad, most = 10, max(leads.values(), default=0) or 1
    step, parts = (width - 2 * pad) / (LONGEST_LEAD + 1), [line("axis", 0, width, 104, 104)]
    for days in range(LONGEST_LEAD + 1):
        count = leads.get(days, 0)
        x, tall = pad + step * days, 84 * count / most
        parts.append(_bar("good", x + step * 0.14, step * 0.72, 104 - tall, tall))
        parts.append(text(x + step / 2, 98 - tall, str(count), "t-ink"))
        parts.append(text(x + step / 2, 122, f"{days}+" if days == LONGEST_LEAD else str(days)))
    told = ", ".join(f"{days}: {count}" for days, count in sorted(leads.items()))
    return picture("", width, 130, tell("Customers by the days before the promised day: %(told)s", told=told), parts)


def count_bar(count: int, most: int, kind: str) -> Markup:
    wide = max(1.0, 178.5 * count / max(most, 1))
    frame = Markup('<svg class="pic" viewBox="0 0 180 10" width="180" height="10" aria-hidden="true">{}</svg>')
    return frame.format(_bar(kind, 0.75, wide, 0.75, 8.5) if count else "")


def _bar(kind: str, x: float, wide: float, y: float, tall: float) -> Markup:
    if tall <= 0:
        return Markup("")
    rect = Markup('<rect class="{}" x="{:.1f}" width="{:.1f}" y="{:.1f}" height="{:.1f}"/>')
    return rect.format(kind, x, wide, y, tall)


def add_to(app: Flask) -> None:
    app.jinja_env.globals.update(week_bars=week_bars, lead_bars=lead_bars, count_bar=count_bar)
