"""Shopify's product export: a product is the rows that share its handle; the first row has its title and text."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from connectors.files.columns import Table
from connectors.files.entry import Entry, Problem, Tell
from connectors.files.prices import money, price
from connectors.files.rows import Row
from integration.domain.commerce import Offer, Product


def products(rows: Iterable[Row], table: Table, name: str, tell: Tell) -> Iterator[Entry]:
    """One entry a handle, as soon as its rows have ended. A handle that comes back later is told, not merged."""
    seen: set[str] = set()
    together: list[Row] = []
    handle = ""
    for row in rows:
        own = table.cell(row.cells, "handle")
        if not own:
            tell(Problem(name, row.line, "no handle: which product this row belongs to is not known"))
        elif own == handle:
            together.append(row)
        elif own in seen:
            tell(Problem(name, row.line, f'the handle "{own[:80]}" came before; this row is left out'))
        else:
            yield from _product(together, table, name, tell)
            seen.add(own)
            handle, together = own, [row]
    yield from _product(together, table, name, tell)


def _product(rows: Sequence[Row], table: Table, name: str, tell: Tell) -> Iterator[Entry]:
    if not rows:
        return
    first = rows[0].cells
    title = table.cell(first, "title")
    if not title:
        handle = table.cell(first, "handle")
        tell(Problem(name, rows[0].line, f'the rows of "{handle[:80]}" have no title: its first row is missing'))
        return
    offers = tuple(offer for row in rows if (offer := _offer(row, table, name, tell)))
    product = Product(
        id=table.cell(first, "handle"),
        title=title,
        html=table.cell(first, "body"),
        offers=offers,
        published=table.cell(first, "published").lower() != "false"
        and table.cell(first, "status").lower() in ("", "active"),
    )
    yield Entry(name, rows[0].line, product, _settings(offers, table))


def _offer(row: Row, table: Table, name: str, tell: Tell) -> Offer | None:
    """The variant in a row; None for a row that only brings another picture."""
    options = [value for field in ("option1", "option2", "option3") if (value := table.cell(row.cells, field))]
    if not (options or table.cell(row.cells, "price") or table.cell(row.cells, "sku")):
        return None
    return Offer(
        id=" / ".join(options),
        title=" / ".join(options),
        sku=table.cell(row.cells, "sku"),
        price=money(_amount(row, "price", table, name, tell)),
        compare_at=money(_amount(row, "compare_at", table, name, tell)),
        requires_shipping=table.cell(row.cells, "ships").lower() != "false",
    )


def _amount(row: Row, field: str, table: Table, name: str, tell: Tell) -> Decimal | None:
    try:
        return price(table.cell(row.cells, field))
    except ValueError as error:
        tell(Problem(name, row.line, f"{table.header[table.places[field]]}: {error}", mended=True))
        return None


def _settings(offers: Sequence[Offer], table: Table) -> dict[str, str]:
    amounts = sorted({offer.price.amount for offer in offers if offer.price and offer.price.amount > 0})
    if not amounts:
        return {}
    said = str(amounts[0]) if len(amounts) == 1 else f"{amounts[0]} to {amounts[-1]}"
    return {"product.price": f"{table.header[table.places['price']]}: {said}"}
