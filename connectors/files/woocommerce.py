"""WooCommerce's product export: a row a product, its variations in rows of their own that name their parent.

Variations may stand anywhere after or before the parent, so the file is read twice: offers first, then products.
The exporter writes line ends in texts as \\n and puts ' before a cell that a spreadsheet would calculate.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from connectors.files.columns import Table
from connectors.files.entry import Entry, Problem, Tell
from connectors.files.prices import money, price
from connectors.files.rows import Row
from integration.domain.commerce import Offer, Product

_FORMULA = re.compile(r"^'(?=[=+\-@\t\r])")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BLOCK = re.compile(r"<(p|div|ul|ol|table|h[1-6]|br)\b", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[/?(?:vc_|et_pb_|fusion_|su_|caption|gallery|embed|audio|video|playlist|products?\b|contact-form)[^\[\]]{0,2000}\]"
)
_SIZES = ("length", "width", "height", "weight")

Again = Callable[[], Iterable[Row]]


@dataclass(slots=True)
class Offers:
    """What the first reading keeps: offers by their parent, and the price of every row that a group may name.

    `lines`: where a parent is first named by a variation.
    """

    by_parent: dict[str, list[Offer]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    prices: dict[str, Decimal] = field(default_factory=dict)


def products(again: Again, table: Table, name: str, tell: Tell) -> Iterator[Entry]:
    offers = _offers(again(), table, name, tell)
    seen: set[str] = set()
    for row in again():
        if _is_variation(row, table):
            continue
        key = _key(row, table)
        title = html.unescape(_plain(table.cell(row.cells, "name")))
        if not title and not table.cell(row.cells, "body"):
            tell(Problem(name, row.line, "neither name nor description: nothing to read"))
        elif key in seen:
            tell(Problem(name, row.line, f'the product "{key[:80]}" came before; this row is left out'))
        else:
            seen.add(key)
            yield _entry(row, table, name, key, title, offers)
    for parent, line in offers.lines.items():
        if parent not in seen:
            tell(Problem(name, line, f'variations name the parent "{parent[:80]}", which is not in the file'))


def _offers(rows: Iterable[Row], table: Table, name: str, tell: Tell) -> Offers:
    found = Offers()
    same: dict[str, str] = {}
    waiting: list[tuple[int, str, Offer]] = []
    for row in rows:
        key, offer = _key(row, table), _offer(row, table, name, tell)
        if offer.price is not None and offer.price.amount > 0:
            found.prices[key] = offer.price.amount
        if _is_variation(row, table):
            waiting.append((row.line, table.cell(row.cells, "parent"), offer))
        else:
            same["id:" + table.cell(row.cells, "id")] = key
            if offer.price is not None:
                found.by_parent.setdefault(key, []).append(offer)
    for line, named, offer in waiting:
        parent = same.get(named, named)
        found.lines.setdefault(parent, line)
        found.by_parent.setdefault(parent, []).append(offer)
    return found


def _offer(row: Row, table: Table, name: str, tell: Tell) -> Offer:
    amounts: dict[str, Decimal | None] = {}
    for column in ("price", "sale"):
        try:
            amounts[column] = price(table.cell(row.cells, column))
        except ValueError as error:
            tell(Problem(name, row.line, f"{table.header[table.places[column]]}: {error}", mended=True))
    regular, sale = amounts.get("price"), amounts.get("sale")
    return Offer(
        id=table.cell(row.cells, "id"),
        title=_plain(table.cell(row.cells, "name")),
        sku=table.cell(row.cells, "sku"),
        price=money(regular if sale is None else sale),
        compare_at=money(None if sale is None else regular),
        requires_shipping="virtual" not in table.cell(row.cells, "type"),
    )


def _entry(row: Row, table: Table, name: str, key: str, title: str, offers: Offers) -> Entry:
    own = tuple(offers.by_parent.get(key, ()))
    text = "\n".join(
        part for part in (_markup(table.cell(row.cells, "short")), _markup(table.cell(row.cells, "body"))) if part
    )
    published = table.cell(row.cells, "published") in ("", "1")
    product = Product(id=key, title=title, html=text, offers=own, published=published)
    return Entry(name, row.line, product, _settings(row, table, own, offers.prices))


def _settings(row: Row, table: Table, own: Iterable[Offer], prices: Mapping[str, Decimal]) -> dict[str, str]:
    """A shop shows price, weight and measures beside the text; a group shows its products' prices."""
    grouped = [part.strip() for part in table.cell(row.cells, "grouped").split(",")]
    amounts = {offer.price.amount for offer in own if offer.price and offer.price.amount > 0}
    amounts |= {prices[part] for part in grouped if part in prices}
    found: dict[str, str] = {}
    if amounts:
        low, high = min(amounts), max(amounts)
        found["product.price"] = f"{table.header[table.places['price']]}: {low}" + (f" to {high}" if high > low else "")
    sizes = [table.stated(row.cells, size) for size in _SIZES if table.cell(row.cells, size)]
    if sizes:
        found["product.dimensions"] = ", ".join(sizes)
    return found


def _is_variation(row: Row, table: Table) -> bool:
    return "variation" in table.cell(row.cells, "type").lower()


def _key(row: Row, table: Table) -> str:
    """As the exporter names a product elsewhere: by its SKU, or else "id:N"."""
    return table.cell(row.cells, "sku") or "id:" + (table.cell(row.cells, "id") or table.cell(row.cells, "name"))


def _plain(cell: str) -> str:
    return _FORMULA.sub("", cell)


def _markup(cell: str) -> str:
    """A text cell as HTML: line ends restored, page-builder codes gone, loose paragraphs marked as WordPress does."""
    text = _SHORTCODE.sub(" ", _plain(cell).replace("\\n", "\n"))
    return text if _BLOCK.search(text) else _PARAGRAPHS.sub("<p>", text).replace("\n", "<br>")
