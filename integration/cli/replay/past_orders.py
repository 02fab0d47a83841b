"""Past orders from a CSV: any that has an order's id and when it was bought, promised and delivered."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from connectors.files.entry import Problem, Tell
from connectors.files.lines import lines
from connectors.files.reading import why_unreadable
from integration.domain.delay import Parcel
from integration.domain.replay.outcome import End

FIELDS: Mapping[str, tuple[str, ...]] = {
    "order_id": ("order_id", "id", "name", "order"),
    "bought": ("purchased_at", "bought", "created_at", "order_date", "order_purchase_timestamp"),
    "promised": ("promised_date", "promised", "promised_by", "estimated_delivery", "order_estimated_delivery_date"),
    "delivered": ("delivered_at", "delivered", "delivery_date", "order_delivered_customer_date"),
    "paid": ("approved_at", "paid", "paid_at", "order_approved_at"),
    "handed_over": ("carrier_at", "handed_over", "shipped_at", "fulfilled_at", "order_delivered_carrier_date"),
    "ship_by": ("shipping_limit", "ship_by", "shipping_limit_date"),
    "seller": ("seller_id", "seller", "warehouse"),
    "origin": ("seller_state", "origin", "warehouse_region"),
    "destination": ("customer_state", "destination", "shipping_province"),
    "country": ("shipping_country", "customer_country", "country"),
    "distance_km": ("distance_km", "distance"),
    "carrier": ("carrier", "tracking_company", "shipping_carrier"),
    "home": ("warehouse_country", "origin_country"),
}
"""What is read, and the columns that are known to hold it."""

NEEDED = ("order_id", "bought", "promised", "delivered")
MOST_TOLD = 20


@dataclass(slots=True)
class PastOrders:
    """A file of orders. After `orders` was read through: `bought` by order, `ended` those delivered, and `problems`."""

    file: Path
    mapped: Mapping[str, str]
    tell: Tell
    bought: dict[str, date] = field(default_factory=dict)
    ended: list[End] = field(default_factory=list)
    problems: int = 0

    def orders(self, until: date | None = None) -> Iterator[Parcel]:
        """Those bought before `until`. A row that cannot be read is told and left out.

        Raises ValueError for a file of another kind and when a column that is needed lacks, OSError when the file
        cannot be opened.
        """
        if reason := why_unreadable(self.file):
            raise ValueError(reason)
        rows = self._rows()
        columns = self._columns(rows.fieldnames or [])
        for row in rows:
            try:
                order = _order(row, columns)
                if order.id in self.bought:
                    raise ValueError(f'the order "{order.id[:60]}" came before')
            except ValueError as problem:
                self._say(Problem(str(self.file), rows.line_num, str(problem)))
                continue
            if until is None or order.bought < until:
                self._keep(order)
                yield order

    def _rows(self) -> "csv.DictReader[str]":
        """Parted by what parts the header: a spreadsheet writes commas, semicolons or tabs by where it stands."""
        text = (line for _, line in lines(self.file, str(self.file), self._say))
        header = next(text, "")
        return csv.DictReader(chain([header], text), delimiter=max(",;\t", key=header.count))

    def _keep(self, order: Parcel) -> None:
        self.bought[order.id] = order.bought
        if order.delivered is not None:
            self.ended.append(End(order.id, order.promised, order.delivered))

    def _say(self, problem: Problem) -> None:
        self.problems += not problem.mended
        if self.problems <= MOST_TOLD:
            self.tell(problem)

    def _columns(self, names: Sequence[str]) -> Mapping[str, str]:
        known = {name.strip().lower().replace(" ", "_"): name for name in names}
        found = {
            wanted: known[name] for wanted, choices in FIELDS.items() for name in reversed(choices) if name in known
        }
        for wanted, column in self.mapped.items():
            if column not in names:
                raise ValueError(f"there is no column {column!r}; there are: {', '.join(names)}")
            found[wanted] = column
        lacking = [name for name in NEEDED if name not in found]
        if lacking:
            raise ValueError(
                f"no column for {', '.join(lacking)}; say which it is with --map {lacking[0]}=COLUMN. "
                f"There are: {', '.join(names) or 'none'}. A replay needs the days that orders were promised and "
                f"delivered, which a store's own order export seldom has"
            )
        return found


def _order(row: Mapping[str, str | None], columns: Mapping[str, str]) -> Parcel:
    """Naive times stay naive: a day is the day that is written."""
    said = {name: (row.get(column) or "").strip() for name, column in columns.items()}
    if not said["order_id"]:
        raise ValueError("the order's id is empty")
    bought, promised = _day(said, "bought"), _day(said, "promised")
    if bought is None or promised is None:
        raise ValueError(f"{'bought' if bought is None else 'promised'} is empty")
    try:
        distance = float(said.get("distance_km") or "nan")
    except ValueError:
        raise ValueError(f'distance_km: "{said["distance_km"][:40]}" is no number') from None
    return Parcel(
        id=said["order_id"],
        bought=bought,
        promised=promised,
        paid=_day(said, "paid"),
        handed_over=_day(said, "handed_over"),
        delivered=_day(said, "delivered"),
        ship_by=_day(said, "ship_by"),
        seller=said.get("seller", ""),
        origin=said.get("origin", ""),
        destination=said.get("destination", ""),
        distance_km=distance if distance >= 0 else None,
        carrier=said.get("carrier", ""),
        country=said.get("country", "").upper(),
        home=said.get("home", "").upper(),
    )


def _day(said: Mapping[str, str], name: str) -> date | None:
    written = said.get(name, "")
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        raise ValueError(f'{name}: "{written[:40]}" is no day; write 2026-03-01, with or without a time') from None
