"""Dates, times, money and chances as a person would say them, in the shop's zone."""

from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency
from flask import Flask, g

from integration.auth import context
from integration.domain.zones import zone
from integration.languages.details import details

LOCALE = "en_GB"


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
    return format_date(on, "EEE d MMM" if on.year == today().year else "EEE d MMM y", locale=LOCALE)


def short_day(moment: datetime | date) -> str:
    """26 Nov."""
    return format_date(local_day(moment), "d MMM", locale=LOCALE)


def long_day(moment: datetime | date) -> str:
    """Thursday 26 November."""
    return format_date(local_day(moment), "EEEE d MMMM", locale=LOCALE)


def clock_time(at: datetime) -> str:
    return format_time(at.astimezone(here()).time(), "HH:mm", locale=LOCALE)


def moment(at: datetime) -> str:
    """today 06:00, yesterday 18:40, or Thu 19 Nov, 22:55."""
    ago = (today() - local_day(at)).days
    named = {0: "today", 1: "yesterday", -1: "tomorrow"}.get(ago)
    return f"{named} {clock_time(at)}" if named else f"{day(at)}, {clock_time(at)}"


def full_day(on: date) -> str:
    """13 Jun 2014: a day of a law, with its year."""
    return format_date(on, "d MMM y", locale=LOCALE)


def span(first: datetime | date, last: datetime | date) -> str:
    """25 Nov to 1 Dec; one day alone stands alone."""
    if local_day(first) == local_day(last):
        return short_day(first)
    return f"{short_day(first)} to {short_day(last)}"


def money(amount: Decimal, currency: str) -> str:
    return format_currency(amount, currency or "XXX", locale=LOCALE)


def of_twenty(probability: float) -> str:
    """14 of 20: a chance as a count that can be pictured."""
    return f"{min(20, max(0, round(probability * 20)))} of 20"


def days_apart(first: datetime | date, last: datetime | date) -> int:
    """Days from the first to the last, as the shop's calendar counts them."""
    return (local_day(last) - local_day(first)) // timedelta(days=1)


def language_name(code: str) -> str:
    """A language by its own name: Deutsch, 中文."""
    try:
        return str(Locale.parse(code.replace("-", "_")).get_display_name() or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def country_name(code: str) -> str:
    """A country in our language; a code nobody knows stays as it is."""
    return str(Locale.parse(LOCALE).territories.get(code.upper(), code))


def sentence(words: str) -> str:
    """As a sentence begins; reasons are kept in rows as they were caught."""
    return words[:1].upper() + words[1:]


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
