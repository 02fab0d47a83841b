"""Numbers, times, money, places and lists as a language writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_currency_name, get_currency_precision

from integration.domain.audit.finding import Fact
from integration.domain.places import EU
from integration.domain.terms import Opening
from integration.domain.wording.values import Choices, Currency, Hours, Money, Names, Percent, Places, Time, Value

_SIGNS = {"EUR": "€", "GBP": "£", "BRL": "R$", "USD": "US$", "CAD": "CA$", "AUD": "A$", "TWD": "NT$", "HKD": "HK$"}


class Spelled(str):
    """A value in words; `within` is its form after a word of limit, where a language has one of its own."""

    __slots__ = ("within",)
    within: str

    def __new__(cls, text: str, within: str = "") -> "Spelled":
        spelled = super().__new__(cls, text)
        spelled.within = within or text
        return spelled


@dataclass(frozen=True, slots=True)
class Spelling:
    """What of a language's wording.toml says how values are written, and its locale for the rest."""

    locale: Locale
    table: Mapping[str, Any]

    def spelled(self, value: Value) -> Spelled:
        match value:
            case Time(fact):
                return self._time(fact)
            case Money(amount, currency):
                return Spelled(self._money(amount, currency))
            case Percent(amount):
                return Spelled(str(format_percent(amount / 100, "#,##0.##%", self.locale)))
            case Currency(code):
                return Spelled(self.table["form"]["currency"].format(name=self._currency_name(code), code=code))
            case Places(codes):
                return Spelled(self._list([self._place(code) for code in _joined_up(codes)]))
            case Names(names):
                return Spelled(self._list(list(names)))
            case Choices(code, chosen):
                return Spelled(self._list([self.table["choices"][code][choice] for choice in chosen]))
            case Hours(opening):
                return Spelled(self._hours(opening))

    def _time(self, fact: Fact) -> Spelled:
        most = fact.value if fact.value is not None else fact.maximum
        if most is None or fact.unit is None:
            raise ValueError(f"no time that ends: {fact}")
        number = self._number(most)
        if fact.minimum is not None and fact.value is None:
            number = self.table["form"]["range"].format(low=self._number(fact.minimum), high=number)
        plural = self.locale.plural_form(most)
        units, within = self.table["units"], self.table.get("within", {})
        return Spelled(*(_unit(table, fact.unit, plural, number) for table in (units, {**units, **within})))

    def _number(self, number: Decimal) -> str:
        return str(format_decimal(number, locale=self.locale))

    def _money(self, amount: Decimal, currency: str) -> str:
        places = 0 if amount == amount.to_integral_value() else max(2, get_currency_precision(currency))
        number = str(format_decimal(amount, "#,##0" + ("." + "0" * places if places else ""), self.locale))
        own = self.table.get("money", {}).get(currency)
        if own is not None:
            return str(own.format(amount=number))
        sign = _SIGNS.get(currency, currency)
        pattern = self.locale.currency_formats["standard"].pattern.split(";")[0]
        if not pattern.startswith("¤"):
            return f"{number}\u00a0{sign}"
        space = "\u00a0" if pattern.startswith("¤\u00a0") or sign == currency else ""
        return f"{sign}{space}{number}"

    def _currency_name(self, code: str) -> str:
        return str(get_currency_name(code, count=2, locale=self.locale))

    def _place(self, code: str) -> str:
        own: Mapping[str, str] = self.table.get("places", {})
        return own.get(code) or str(self.locale.territories.get("001" if code == "world" else code, code))

    def _list(self, parts: list[str]) -> str:
        return str(format_list(parts, locale=self.locale))

    def _hours(self, opening: Opening) -> str:
        names = get_day_names(locale=self.locale)
        days = [str(names[day - 1]) for day in sorted(opening.days)]
        row = max(opening.days) - min(opening.days) == len(days) - 1 and len(days) > 2
        form = self.table["form"]
        said = form["days"].format(first=days[0], last=days[-1]) if row else self._list(days)
        return str(
            form["hours"].format(days=said, opens=self._clock(opening.opens), closes=self._clock(opening.closes))
        )

    def _clock(self, at: time) -> str:
        return str(format_time(at, self.table["form"].get("clock", "short"), locale=self.locale))


def _unit(units: Mapping[str, Mapping[str, str]], unit: str, plural: str, number: str) -> str:
    forms = units[unit]
    return forms.get(plural, forms["other"]).format(n=number)


def _joined_up(codes: tuple[str, ...]) -> tuple[str, ...]:
    """All countries of the Union said as the Union."""
    if set(codes) >= EU:
        return ("EU", *(code for code in codes if code not in EU and code != "EU"))
    return codes
