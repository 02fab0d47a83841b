"""Past orders from a CSV: any that has an order's id and when it was bought, promised and delivered."""

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO

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


@dataclass(frozen=True, slots=True)
class Problem:
    file: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(slots=True)
class PastOrders:
    """A file of orders. After `orders` was read through: `bought` by order, `ended` those delivered, and `problems`."""

    file: Path
    mapped: Mapping[str, str]
    tell: Callable[[Problem], None]
    bought: dict[str, date] = field(default_factory=dict)
    ended: list[End] = field(default_factory=list)
    problems: int = 0

    def orders(self, until: date | None = None) -> Iterator[Parcel]:
        """Those bought before `until`. A row that cannot be read is told and left out.

        Raises ValueError when a column that is needed lacks, OSError when the file cannot be opened.
        """
        with _opened(self.file) as lines:
            rows = csv.DictReader(lines)
            columns = self._columns(rows.fieldnames or [])
            for row in rows:
                try:
                    order = _order(row, columns)
                    if order.id in self.bought:
                        raise ValueError(f'the order "{order.id[:60]}" came before')
                except ValueError as problem:
                    self._lost(rows.line_num, str(problem))
                    continue
                if until is None or order.bought < until:
                    self._keep(order)
                    yield order

    def _keep(self, order: Parcel) -> None:
        self.bought[order.id] = order.bought
        if order.delivered is not None:
            self.ended.append(End(order.id, order.promised, order.delivered))

    def _lost(self, line: int, reason: str) -> None:
        self.problems += 1
        if self.problems <= MOST_TOLD:
            self.tell(Problem(self.file, line, reason))

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


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    with file.open("rb") as raw:
        packed = raw.peek(2)[:2] == b"\x1f\x8b"
        unpacked = gzip.GzipFile(fileobj=raw) if packed else raw
        with io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="") as lines:
            yield lines
