"""Product exports, written by hand in the shapes of real ones."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.files.entry import Entry, Problem
from connectors.files.prices import price
from connectors.files.reading import read
from integration.domain.commerce import Product

SHOPIFY = [
    "Handle", "Title", "Body (HTML)", "Published", "Option1 Value", "Variant SKU", "Variant Price", "Image Src",
    "Status",
]  # fmt: skip
WOO = [
    "ID", "Type", "SKU", "Name", "Published", "Short description", "Description", "Length (cm)", "Weight (kg)",
    "Sale price", "Regular price", "Parent", "Grouped products",
]  # fmt: skip


def read_rows(path: Path, *rows: list[str]) -> tuple[list[Entry], list[str]]:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    told: list[Problem] = []
    entries = list(read(path, told.append))
    return entries, [str(problem).removeprefix(f"{path}:") for problem in told]


def product(entry: Entry) -> Product:
    assert isinstance(entry.item, Product)
    return entry.item


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("", None), ("  ", None), ("12.50", "12.50"), ("12,50", "12.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
     ("1.234.567", "1234567"), (".5", "0.5"), ("0", "0"), ("€ 12,50", "12.50"), ("1 234,50", "1234.50"), ("-3", "-3")],
)  # fmt: skip
def test_prices_as_exports_write_them(cell: str, amount: str | None) -> None:
    assert price(cell) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("cell", ["abc", "12,3,", "on request", "--"])
def test_what_is_no_price_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a price"):
        price(cell)


def test_a_shopify_product_is_the_rows_of_its_handle(path: Path) -> None:
    entries, told = read_rows(
        path, SHOPIFY,
        ["mug", "Mug", "<p>Stoneware</p>", "true", "Small", "m-1", "12.50", "1.jpg", "active"],
        ["mug", "", "", "", "Large", "m-2", "15.00", "2.jpg", ""],
        ["mug", "", "", "", "", "", "", "3.jpg", ""],
        ["bowl", "Bowl", "", "false", "", "", "", "", "draft"],
    )  # fmt: skip
    assert told == []
    mug, bowl = map(product, entries)
    assert [(offer.title, offer.sku, offer.price and offer.price.amount) for offer in mug.offers] == [
        ("Small", "m-1", Decimal("12.50")), ("Large", "m-2", Decimal("15.00")),
    ]  # fmt: skip
    assert entries[0].settings == {"product.price": "Variant Price: 12.50 to 15.00"}
    assert (entries[1].line, bowl.published, bowl.offers, entries[1].settings) == (5, False, (), {})


def test_a_price_of_nothing_is_no_price(path: Path) -> None:
    entries, _ = read_rows(path, SHOPIFY, ["mug", "Mug", "x", "true", "", "", "0.00", "", "active"])
    assert entries[0].settings == {}


def test_shopifys_troubles_are_named(path: Path) -> None:
    entries, told = read_rows(
        path, SHOPIFY,
        ["mug", "Mug", "x", "true", "", "s", "twelve", "", "active"],
        ["", "Lost", "", "", "", "", "", "", ""],
        ["jug", "", "", "", "Large", "", "3", "", ""],
        ["bowl", "Bowl", "x", "true", "", "", "1", "", "active"],
        ["mug", "Mug again", "x", "true", "", "", "1", "", "active"],
    )  # fmt: skip
    assert [entry.item.id for entry in entries] == ["mug", "bowl"]
    assert told == [
        "3: no handle: which product this row belongs to is not known",
        '2: Variant Price: "twelve" is not a price',
        '4: the rows of "jug" have no title: its first row is missing',
        '6: the handle "mug" came before; this row is left out',
    ]


def test_shopifys_newer_template(path: Path) -> None:
    header = ["Title", "URL handle", "Description", "Published on online store", "Status", "SKU", "Price"]
    entries, told = read_rows(path, header, ["Mug", "mug", "<p>x</p>", "TRUE", "Active", "m", "9.90"])
    assert told == []
    assert (product(entries[0]).html, product(entries[0]).published) == ("<p>x</p>", True)
    assert entries[0].settings == {"product.price": "Price: 9.90"}


def test_woocommerce_variations_and_groups(path: Path) -> None:
    entries, told = read_rows(
        path, WOO,
        ["9", "variation", "tee-red", "Tee - Red", "1", "", "", "", "", "", "20", "tee", ""],
        ["1", "variable", "tee", "Tee", "1", "Soft.", "Made of\\ncotton.", "30", "0.2", "", "", "", ""],
        ["2", "simple, virtual", "", "Song &amp; dance", "-1", "", "'=not a sum", "", "", "2", "3", "", ""],
        ["3", "variation", "", "Tee - Blue", "1", "", "", "", "", "", "15", "id:1", ""],
        ["4", "grouped", "set", "Set", "1", "", "Both.", "", "", "", "", "", "tee-red, id:2"],
    )  # fmt: skip
    assert told == []
    tee, song, both = map(product, entries)
    assert sorted(str(offer.price and offer.price.amount) for offer in tee.offers) == ["15", "20"]
    assert tee.html == "Soft.\nMade of<br>cotton."
    assert entries[0].settings == {
        "product.price": "Regular price: 15 to 20",
        "product.dimensions": "Length (cm): 30, Weight (kg): 0.2",
    }
    assert (song.id, song.title, song.html, song.published) == ("id:2", "Song & dance", "=not a sum", False)
    assert (song.offers[0].requires_shipping, song.offers[0].compare_at and song.offers[0].compare_at.amount) == (
        False,
        3,
    )
    assert entries[2].settings == {"product.price": "Regular price: 2 to 20"}
    assert both.offers == ()


def test_woocommerce_troubles_are_named(path: Path) -> None:
    entries, told = read_rows(
        path, WOO,
        ["1", "simple", "a", "A", "1", "", "x", "", "", "", "abc", "", ""],
        ["2", "simple", "a", "A again", "1", "", "x", "", "", "", "1", "", ""],
        ["3", "variation", "v", "V", "1", "", "", "", "", "", "1", "gone", ""],
        ["4", "simple", "n", "", "1", "", "", "", "", "", "1", "", ""],
    )  # fmt: skip
    assert [entry.item.id for entry in entries] == ["a"]
    assert told == [
        '2: Regular price: "abc" is not a price',
        '3: the product "a" came before; this row is left out',
        "5: neither name nor description: nothing to read",
        '4: variations name the parent "gone", which is not in the file',
    ]


@pytest.mark.parametrize(
    "header",
    [
        "ID,Typ,Artikelnummer,Name,Veröffentlicht,Kurzbeschreibung,Beschreibung,Länge (cm),Angebotspreis,"
        '"Regulärer Preis","Übergeordnetes Produkt"',
        'ID,Type,UGS,Nom,Publié,"Description courte",Description,"Longueur (cm)","Tarif promo","Tarif régulier",Parent',
        'ID,Tipo,SKU,Nombre,Publicado,"Descripción corta",Descripción,"Longitud (cm)","Precio rebajado",'
        '"Precio normal",Superior',
        'ID,Tipo,SKU,Nome,Publicado,"Descrição curta",Descrição,"Comprimento (cm)","Preço promocional",'
        "Preço,Ascendente",
        "ID,类型,SKU,名称,已发布,简短描述,描述,长度(cm),促销价格,常规售价,父级",
    ],
)
def test_woocommerce_headers_of_other_languages(path: Path, header: str) -> None:
    path.write_text(f'\ufeff{header}\n7,simple,s,Tasse,1,kurz,lang,12,,"3,50",\n', encoding="utf-8")
    told: list[Problem] = []
    (entry,) = read(path, told.append)
    assert told == []
    assert (product(entry).title, product(entry).html) == ("Tasse", "kurz\nlang")
    assert [value.partition(": ")[2] for value in entry.settings.values()] == ["3.50", "12"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Handle,Title,Variant Price\nmug,Mug,1\n", "the column Body (HTML) is missing"),
        (b"Type,Name,Regular price\nsimple,Mug,1\n", "the column Description is missing"),
        (b"date,amount\n1,2\n", "neither Shopify's nor WooCommerce's product export: its columns begin date, amount"),
        (b"Handle,Title,Body (HTML)\n", "no product could be read under the header"),
        (b"Type,Name,Description,Regular price\n", "no product could be read under the header"),
        (b"", "the file is empty"),
        (b"PK\x03\x04....", "an Excel workbook or a zip archive: save it as CSV, or unpack it"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (bytes(range(1, 256)) * 4, "no CSV, and no page by its name (.html, .htm, .md, .markdown, .txt)"),
    ],
)
def test_a_file_that_is_no_export_says_so(path: Path, content: bytes, reason: str) -> None:
    path.write_bytes(content)
    told: list[Problem] = []
    assert list(read(path, told.append)) == []
    assert [problem.reason for problem in told if not problem.mended] == [reason]


def test_an_export_without_prices_is_read_all_the_same(path: Path) -> None:
    entries, told = read_rows(path, ["Handle", "Title", "Body (HTML)"], ["mug", "Mug", "Stoneware"])
    assert len(entries) == 1
    assert told == ["1: no price column: prices are not known"]
