"""A change of the promise, or of who decides, in the words of the screen on which it was made."""

from collections.abc import Iterator, Mapping
from typing import Any

from admin_ui.formats import country_name, weekdays
from admin_ui.words import gettext_noop, tell

SENSITIVITIES: Mapping[str, str] = {
    "cautious": gettext_noop("Cautious: an unwarned delay is as bad as a needless warning"),
    "normal": gettext_noop("Normal: an unwarned delay is as bad as two"),
    "eager": gettext_noop("Eager: an unwarned delay is as bad as five"),
    "early": gettext_noop("Early: days ahead, and less surely"),
}
_LABELS: Mapping[str, str] = {
    "handling_days": gettext_noop("From payment to handing over"),
    "default_transit": gettext_noop("Everywhere else"),
    "cutoff_hour": gettext_noop("An order counts for the next day from this hour on"),
    "working_days": gettext_noop("Days on which you send"),
    "carrier_days": gettext_noop("Days on which your carriers deliver"),
    "mode": gettext_noop("When a customer should be told"),
    "sensitivity": gettext_noop("How sure we must be"),
    "pickup_letter": gettext_noop("Tell customers when a parcel waits for them at a pickup point"),
    "apologise": gettext_noop("Apologise when an order came late"),
}
_WORDS: Mapping[str, str] = {
    "approve": gettext_noop("A person approves each message"),
    "autopilot": gettext_noop("It goes by itself, a minute after we decide"),
    **SENSITIVITIES,
}


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """A sentence for each setting that is another now; both are entries as a shop's settings keep them."""
    before, after = dict(_told(was)), dict(_told(now))
    labels = [label for label in {**before, **after} if before.get(label) != after.get(label)]
    unsaid = tell("not said")
    return [
        tell("%(what)s: %(was)s, now %(now)s", what=label, was=before.get(label, unsaid), now=after.get(label, unsaid))
        for label in labels
    ]


def _told(entries: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, entry in entries.items():
        if name == "transit":
            yield from ((_in_days(country_name(place)), _range(days)) for place, days in (entry or {}).items())
        elif name == "services":
            yield from ((_in_days(_method(row)), _range(row["days"])) for row in entry or ())
        elif entry is not None and name in _LABELS:
            label = tell(_LABELS[name])
            yield (_in_days(label) if name in ("handling_days", "default_transit") else label), _value(name, entry)


def _value(name: str, entry: Any) -> str:
    if name in ("handling_days", "default_transit"):
        return _range(entry)
    if name in ("working_days", "carrier_days"):
        return ", ".join(weekdays()[day] for day in entry)
    if isinstance(entry, bool):
        return tell("yes") if entry else tell("no")
    return tell(_WORDS[entry]) if entry in _WORDS else str(entry)


def _method(row: Mapping[str, Any]) -> str:
    place = row.get("place", "")  # left out, it is all others
    return f"{row['service']}, {country_name(place) if place else tell('Everywhere else')}"


def _in_days(label: str) -> str:
    return f"{label} ({tell('business days')})"


def _range(days: Any) -> str:
    return "–".join(str(number) for number in dict.fromkeys(days))
