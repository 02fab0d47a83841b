"""The form of a shop's terms: which fields there are, and what was filled in as the record reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from werkzeug.datastructures import MultiDict

from admin_ui.details import details
from admin_ui.locale import language
from admin_ui.words import gettext_noop, tell
from integration.domain.terms import CHOICES
from integration.domain.terms_record import ENTRIES, NAMES, Entry
from integration.languages.wording import wording

ORDER = (
    "return.window", "return.condition", "return.exclusions", "return.exchange", "return.refund_method",
    "return.refund_time", "fee.return_shipping", "fee.restocking", "fee.duties", "order.cancellation",
    "shipping.handling_time", "shipping.delivery_time", "shipping.method", "shipping.tracking", "dispute.process",
    "product.warranty",
)  # fmt: skip
REFUSALS: Mapping[str, str] = {
    "return.window": gettext_noop("Nothing is taken back"),
    "fee.restocking": gettext_noop("There is no such fee"),
    "return.exchange": gettext_noop("Not possible"),
    "order.cancellation": gettext_noop("Not possible"),
}
GRANTS: Mapping[str, str] = {"return.exchange": gettext_noop("Possible")}
UNITS: Mapping[str, str] = {
    "day": gettext_noop("days"),
    "business_day": gettext_noop("business days"),
    "hour": gettext_noop("hours"),
    "month": gettext_noop("months"),
    "percent": gettext_noop("%% of the price"),
}
STARTS: Mapping[str, str] = {
    "delivery": gettext_noop("from delivery"),
    "order": gettext_noop("from the order"),
    "dispatch": gettext_noop("from dispatch"),
    "notice": gettext_noop("from the request"),
    "goods_back": gettext_noop("from when the goods are back"),
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "return.refund_method": {
        "original": gettext_noop("to the payment used"),
        "credit": gettext_noop("as store credit"),
    },
    "order.cancellation": {"until_dispatch": gettext_noop("possible until it is sent")},
    "shipping.tracking": {
        "tracked": gettext_noop("a tracking number is sent"),
        "untracked": gettext_noop("there is none"),
    },
    "product.warranty": {"legal": gettext_noop("the rights that the law gives")},
}
_NAMED: Mapping[str, str] = {
    "shipping.method": gettext_noop("The carriers of your parcels, as each writes its name, with commas between."),
    "dispute.process": gettext_noop(
        "The bodies that settle a dispute which you and the buyer cannot, as each writes its name, with commas between."
    ),
}
_EACH = ("value", "min", "max", "unit", "from", "payer", "negated")


@dataclass(frozen=True, slots=True)
class Field:
    """One detail of the form: what can be entered for it, and what can be chosen; `named`: whose names, "" for none."""

    code: str
    label: str
    question: str
    entry: Entry | None
    choices: Mapping[str, str]
    named: str


def groups() -> list[tuple[str, list[Field]]]:
    fields = [_field(code) for code in ORDER]
    return [(name, list(those)) for name, those in groupby(fields, lambda field: details()[field.code].group)]


def _field(code: str) -> Field:
    detail = details()[code]
    own = {choice: tell(words) for choice, words in _CHOICES.get(code, {}).items()}
    choices = own or (wording(language()).table["choices"][code] if code in CHOICES else {})
    return Field(code, detail.label, detail.question, ENTRIES.get(code), choices, tell(_NAMED.get(code, "")))


def filled_in(form: MultiDict[str, str]) -> dict[str, Any]:
    """What was sent, in the shape of `terms_record`; nothing is checked yet, so that nothing is lost."""
    found = {code: _fact(form, code, entry) for code, entry in ENTRIES.items()}
    days, opens, closes = (form.getlist("opening:days"), form.get("opening:opens"), form.get("opening:closes"))
    return {
        "facts": {code: [fact] for code, fact in found.items() if fact is not None},
        "choices": {code: form.getlist(code) for code in CHOICES if form.getlist(code)},
        "names": {code: names for code in NAMES if (names := _listed(form.get(code, "")))},
        "opening": {"days": _numbers(days), "opens": opens, "closes": closes} if days or opens or closes else None,
        "working_days": _numbers(form.getlist("working_days")),
        "cutoff": form.get("cutoff") or None,
    }


def _fact(form: MultiDict[str, str], code: str, entry: Entry) -> dict[str, Any] | None:
    """None where nothing was filled in: a unit alone says nothing."""
    sent = {name: form.get(f"{code}:{name}", "").strip() or None for name in _EACH}
    answer = sent.pop("negated")
    if answer is None and not any(sent[name] for name in ("value", "min", "max", "payer")):
        return None
    if sent["max"] is None or sent["max"] == sent["min"]:
        sent |= {"value": sent["value"] or sent["min"], "min": None, "max": None}
    amount = sent["value"] or sent["max"]
    return {
        **sent,
        "unit": sent["unit"] if amount else None,
        "from": sent["from"] if entry.starts else None,
        "places": [],
        "condition": None,
        "negated": answer == "no",
    }


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _numbers(sent: list[str]) -> list[int]:
    return [int(number) for number in sent if number.isascii() and number.isdigit()]
