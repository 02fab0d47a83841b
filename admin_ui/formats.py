"""Dates, times, money and chances as a person would say them, in the shop's zone."""

import re
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, match_skeleton
from babel.numbers import format_currency, format_decimal
from flask import Flask, g

from admin_ui.details import details
from admin_ui.locale import locale
from admin_ui.words import tell
from integration.auth import context
from integration.domain.zones import zone


def here() -> tzinfo:
    """The zone of the visitor's shop."""
    visitor = g.get("visitor")
    return zone(visitor.shop.timezone if visitor else "UTC")


def today() -> date:
    return local_day(context().clock())


def local_day(moment: datetime | date) -> date:
    return moment.astimezone(here()).date() if isinstance(moment, datetime) else moment


def day(moment: datetime | date) -> str:
    """Thu 26 Nov, with the year only when it is not this one."""
    on = local_day(moment)
    return format_skeleton("MMMEd" if on.year == today().year else "yMMMEd", on, locale=locale())


def short_day(moment: datetime | date) -> str:
    """26 Nov."""
    return format_skeleton("MMMd", local_day(moment), locale=locale())


def long_day(moment: datetime | date) -> str:
    """Thursday 26 November: where a language has only a short form of it, that one with its names in full."""
    known = locale().datetime_skeletons
    pattern = known[match_skeleton("MMMMEEEEd", known)].pattern
    return format_date(local_day(moment), re.sub("E+", "EEEE", re.sub("MMM+", "MMMM", pattern)), locale=locale())


def weekdays() -> list[str]:
    """Monday first."""
    names = locale().days["format"]["wide"]
    return [str(names[number]) for number in range(7)]


def clock_time(at: datetime) -> str:
    return format_time(at.astimezone(here()).time(), "HH:mm", locale=locale())


def moment(at: datetime) -> str:
    """today 06:00, yesterday 18:40, or Thu 19 Nov, 22:55."""
    ago = (today() - local_day(at)).days
    time = clock_time(at)
    if ago == 0:
        return tell("today %(time)s", time=time)
    if ago == 1:
        return tell("yesterday %(time)s", time=time)
    if ago == -1:
        return tell("tomorrow %(time)s", time=time)
    return tell("%(day)s, %(time)s", day=day(at), time=time)


def full_day(on: date) -> str:
    """13 Jun 2014: a day of a law, with its year."""
    return format_skeleton("yMMMd", on, locale=locale())


def span(first: datetime | date, last: datetime | date) -> str:
    """25 Nov to 1 Dec; one day alone stands alone."""
    if local_day(first) == local_day(last):
        return short_day(first)
    return tell("%(first)s to %(last)s", first=short_day(first), last=short_day(last))


def money(amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency or "XXX", locale=locale())


def number(amount: int | Decimal) -> str:
    """12,340."""
    return format_decimal(amount, locale=locale())


def of_twenty(probability: float) -> str:
    """14 of 20: a chance as a count that can be pictured."""
    return tell("%(n)s of 20", n=min(20, max(0, round(probability * 20))))


def days_apart(first: datetime | date, last: datetime | date) -> int:
    """Days from the first to the last, as the shop's calendar counts them."""
    return (local_day(last) - local_day(first)) // timedelta(days=1)


def language_name(code: str, inside: bool = False) -> str:
    """A language as its reader calls it, standing alone or `inside` a sentence: Anglais, anglais."""
    try:
        name = str(Locale.parse(code.replace("-", "_")).get_display_name(locale()) or code)
    except (UnknownLocaleError, ValueError):
        return code
    return name if inside else name[:1].upper() + name[1:]


def country_name(code: str) -> str:
    """A country in our language; a code nobody knows stays as it is."""
    return str(locale().territories.get(code.upper(), code))


def sentence(words: str) -> str:
    """As a sentence begins, but for an address; reasons are kept in rows as they were caught."""
    first = words.partition(" ")[0].rstrip(".:")
    return words if "." in first or "://" in first else words[:1].upper() + words[1:]


def excerpt(quote: str, most: int = 160) -> str:
    """A quote as it stands; a long one is cut at the end of a sentence, or else between words, and says so."""
    if len(quote) <= most:
        return quote
    short = quote[:most]
    end = max(short.rfind(mark) for mark in (". ", "! ", "? ", "。", "\n"))
    return (short[: end + 1] if end > most // 3 else short.rpartition(" ")[0] or short) + " …"


def detail_label(code: str) -> str:
    return details()[code].label


def add_to(app: Flask) -> None:
    filters = (
        day,
        short_day,
        long_day,
        full_day,
        clock_time,
        number,
        moment,
        of_twenty,
        language_name,
        country_name,
        sentence,
        excerpt,
        detail_label,
    )
    app.jinja_env.filters |= {function.__name__: function for function in filters}
    app.jinja_env.globals.update(span=span, money=money, today=today, days_apart=days_apart)
