"""Real exports, read to the last row and counted against an independent reading."""

import csv
import gzip
import io
from pathlib import Path

import pytest

from connectors.files.entry import Entry, Problem
from connectors.files.reading import read
from integration.domain.commerce import Product

SHOPIFY = ["shopify_products_de_en.csv", "shopify_products_padded_columns.csv", "shopify_products_pt.csv.gz"]


def independently(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    names = [name.strip() for name in header]
    return [dict(zip(names, map(str.strip, row), strict=True)) for row in rows if any(map(str.strip, row))]


def entries(path: Path) -> list[tuple[Entry, Product]]:
    told: list[Problem] = []
    found = [(entry, entry.item) for entry in read(path, told.append) if isinstance(entry.item, Product)]
    assert told == []
    return found


@pytest.mark.parametrize("name", SHOPIFY)
def test_shopify(shared: Path, name: str) -> None:
    path = shared / "contracts" / "exports" / name
    rows = independently(path)
    found = entries(path)
    titled = [row for row in rows if row["Title"]]
    assert [item.id for _, item in found] == [row["Handle"] for row in titled]
    assert [item.title for _, item in found] == [row["Title"] for row in titled]
    assert [item.html for _, item in found] == [row["Body (HTML)"] for row in titled]
    priced = [row["Variant Price"] for row in rows if row["Variant Price"]]
    assert [str(offer.price.amount) for _, item in found for offer in item.offers if offer.price] == priced
    assert found[-1][1].id == rows[-1]["Handle"]


def test_woocommerce(shared: Path) -> None:
    path = shared / "contracts" / "exports" / "woocommerce_sample_products.csv"
    rows = independently(path)
    found = entries(path)
    assert [item.title for _, item in found] == [row["Name"] for row in rows if row["Type"] != "variation"]
    offers = {offer.id for _, item in found for offer in item.offers}
    assert offers == {row["ID"] for row in rows if row["Regular price"]}
    assert all("product.price" in entry.settings for entry, _ in found)
