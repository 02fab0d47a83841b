"""The form of a shop's promise: what was typed, as settings; and settings, as what the form shows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from integration.domain.promise import Days, PromiseSettings

EVERYWHERE = "else"
"""In the form, the destinations that have no days of their own."""
_NO_CUTOFF = 24


def shown(settings: PromiseSettings, countries: Iterable[str]) -> dict[str, Any]:
    """The form's values, as they would be typed; `countries` have a line each even where nothing is set."""
    lines = dict.fromkeys(sorted({*countries, *settings.transit})) | {EVERYWHERE: None}
    values: dict[str, Any] = dict(_typed("handling", settings.handling))
    for place in lines:
        days = settings.default_transit if place == EVERYWHERE else settings.transit.get(place)
        values |= _typed(place, days)
    cutoff = "" if settings.cutoff_hour == _NO_CUTOFF else str(settings.cutoff_hour)
    weekdays = {"working_days": sorted(settings.working_days), "carrier_days": sorted(settings.carrier_days)}
    return {**values, **weekdays, "cutoff": cutoff, "countries": list(lines), "services": _methods(settings)}


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """The form's values as they were sent, so that nothing is lost where one of them is wrong."""
    names = [name for name in form if name.endswith((":from", ":to"))]
    countries = list(dict.fromkeys(name.partition(":")[0] for name in names if not name.startswith("handling:")))
    return {
        **{name: form[name].strip() for name in names},
        "cutoff": form.get("cutoff", "").strip(),
        "working_days": _weekdays(form, "working_days"),
        "carrier_days": _weekdays(form, "carrier_days"),
        "countries": countries,
        "services": [
            Method(*(cell.strip() for cell in row))
            for row in zip(*(form.getlist(f"service_{name}") for name in Method._fields), strict=False)
        ],
    }


def entered(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of the setting "promise"; a number that is none is left as typed, for its reader to refuse."""
    places = {place: days for place in values["countries"] if (days := _entry(values, place)) is not None}
    return {
        "handling_days": _entry(values, "handling"),
        "default_transit": places.pop(EVERYWHERE, None),
        "transit": places,
        "cutoff_hour": _number(values["cutoff"]) if values["cutoff"] else None,
        "working_days": values["working_days"],
        "carrier_days": values["carrier_days"] or None,
        "services": [_method(row) for row in values["services"] if row.low or row.high] or None,
    }


class Method(NamedTuple):
    """A line of the form: what the store calls the service, to which country (empty: all others), how many days."""

    name: str
    place: str
    low: str
    high: str


def _methods(settings: PromiseSettings) -> list[Method]:
    return [
        Method(name, place, *map(str, days))
        for name, places in settings.services.items()
        for place, days in places.items()
    ]


def _method(row: Method) -> dict[str, Any]:
    days = [_number(row.low or row.high), _number(row.high or row.low)]
    return {"service": row.name, "place": row.place.upper(), "days": days}


def _weekdays(form: MultiDict[str, str], name: str) -> list[int]:
    return [int(day) for day in form.getlist(name) if day in "0123456" and len(day) == 1]


def _typed(name: str, days: Days | None) -> Iterator[tuple[str, str]]:
    for edge, number in zip(("from", "to"), days or ("", ""), strict=True):
        yield f"{name}:{edge}", str(number)


def _entry(values: Mapping[str, Any], name: str) -> Sequence[int | str] | None:
    """One number alone is both the fewest and the most."""
    low, high = values.get(f"{name}:from", ""), values.get(f"{name}:to", "")
    return [_number(low or high), _number(high or low)] if low or high else None


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else text
