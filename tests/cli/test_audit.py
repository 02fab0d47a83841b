"""`forthright audit PATH...`: what it prints, what it counts, and how it ends."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from integration.cli import main
from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES

PRODUCTS = (
    "Handle,Title,Body (HTML),Variant Price,Status\n"
    'mug,Mug,"<p>Stoneware, 300 ml, 9 cm high.</p>",12.50,active\n'
    "bowl,Bowl,<p>A lovely thing.</p>,,draft\n"
)
PAGE = "# Returns\n\nYou can return unused goods within 30 days of delivery. We answer at help@shop.example.\n"


def audit(*arguments: object, **kwargs: Any) -> Result:
    result = CliRunner().invoke(main, ["audit", *map(str, arguments)], **kwargs)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "products.csv").write_text(PRODUCTS)
    (folder / "returns.md").write_text(PAGE)
    return folder


def test_pages_that_disagree_are_told(shop: Path) -> None:
    faq = "# Questions\n\nHow long do I have to return something? You have 14 days from delivery to return it.\n"
    (shop / "faq.md").write_text(faq)
    result = audit(shop, env={"COLUMNS": "200"})
    assert "Your pages disagree" in result.stdout
    assert "14 days from delivery" in result.stdout
    told = json.loads(audit(shop, "--json").stdout)["shop"]["contradictions"]
    assert [found["code"] for found in told] == ["return.window"]
    assert "Your pages disagree" not in audit(shop / "returns.md", env={"COLUMNS": "200"}).stdout


def test_the_tables_name_what_is_said_and_what_is_missing(shop: Path) -> None:
    result = audit(shop, env={"COLUMNS": "200"})
    assert result.exit_code == 1
    assert "You can return unused goods within 30 days of delivery." in result.stdout
    assert "Your 1 page answers" in result.stdout
    assert "None of your 2 products says all that a buyer looks for." in result.stdout
    assert "products.csv:3, not published" in result.stdout
    assert "Most often missing: " in result.stdout
    assert " of 9 " in result.stdout
    assert result.stderr == ""


def test_a_page_is_not_blamed_for_what_is_another_page_s_subject(shop: Path) -> None:
    (shop / "products.csv").unlink()
    (shop / "cost.md").write_text("# Shipping\n\nShipping to France costs €4.90.\n")
    shown = audit(shop, env={"COLUMNS": "200"}).stdout
    pages = shown[shown.index("Page by page") :]
    shipping, _, returns = pages.partition("Returns ")
    assert "Exchanges" in returns
    assert "Exchanges" not in shipping
    assert "Currency" not in pages


def test_json_has_every_document_and_what_they_say_together(shop: Path) -> None:
    result = audit(shop, "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    mug, bowl, page = said["documents"]
    assert mug["settings"] == {"product.price": "Variant Price: 12.50"}
    assert "product.price" not in mug["missing"]
    assert "product.price" not in mug["evidence"]
    assert (bowl["published"], "product.price" in bowl["missing"]) == (False, True)
    assert (page["file"], page["line"], page["kind"]) == (str(shop / "returns.md"), 1, "policy")
    assert all(quote in page["text"] for quote in page["evidence"].values())
    assert set(said["shop"]["missing"]) | set(said["shop"]["says"]) == set(POLICY_CODES)
    assert "return.window" not in said["shop"]["missing"]
    assert {code: sum(marks.values()) for code, marks in said["shop"]["products"].items()} == dict.fromkeys(
        PRODUCT_CODES, 2
    )
    assert said["counts"] == {
        "documents": 3, "pages": 1, "products": 2, "complete_products": 0, "unpublished": 1,
        "unreadable": 0, "mended": 0,
    }  # fmt: skip


def test_a_column_is_no_quote(shop: Path) -> None:
    (shop / "products.csv").write_text("Handle,Title,Body (HTML),Variant Price\nx,X,<p>Nice.</p>,9\n")
    (one,) = json.loads(audit(shop / "products.csv", "--json").stdout)["documents"]
    assert "product.price" not in one["present"] + one["missing"]
    assert one["settings"]["product.price"] == "Variant Price: 9"


def test_a_detail_is_missing_in_the_shop_only_when_no_page_states_it(shop: Path) -> None:
    (shop / "contact.txt").write_text("Write to help@shop.example.\n")
    (shop / "shipping.html").write_text("<p>Delivery takes 3 to 5 working days. We ship with DHL.</p>")
    missing = json.loads(audit(shop, "--json").stdout)["shop"]["missing"]
    assert not {"return.window", "shipping.delivery_time", "shipping.method", "contact.channel"} & set(missing)
    assert "dispute.process" in missing


def test_json_lines_among_the_paths(shop: Path) -> None:
    (shop / "more.jsonl").write_text(
        '{"id": "a", "text": "Return within 14 days.", "doc_type": "policy"}\n'
        '{"id": "a", "text": "twice"}\n{"id": 7, "text": "x"}\nnot json\n'
    )
    result = audit(shop / "more.jsonl", "--json")
    assert [one["id"] for one in json.loads(result.stdout)["documents"]] == ["a"]
    assert json.loads(result.stdout)["counts"]["unreadable"] == 3
    lines = [line.removeprefix(f"{shop / 'more.jsonl'}:") for line in result.stderr.splitlines()]
    assert sorted(line.partition(":")[0] for line in lines) == ["2", "3", "4"]


def test_broken_rows_are_named_and_the_rest_is_audited(shop: Path) -> None:
    with (shop / "products.csv").open("a") as file:
        file.write("cut,Cut\n" + PRODUCTS.splitlines()[1].replace("mug", "jug") + "\n")
    result = audit(shop / "products.csv", "--json")
    assert result.stderr == f"{shop / 'products.csv'}:4: 2 columns where the header has 5\n"
    assert [one["id"] for one in json.loads(result.stdout)["documents"]] == ["mug", "bowl", "jug"]
    assert result.exit_code == 1
    assert audit(shop / "products.csv", "--strict").exit_code == 2


@pytest.mark.parametrize("arguments", [(), ("--jsonl", "x"), ("--out", "x"), ("p", "--jsonl", "x", "--out", "y")])
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    result = audit(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_nothing_readable_is_2(tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    for path in (tmp_path / "picture.csv", tmp_path / "none.csv", tmp_path):
        result = audit(path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.endswith("Nothing could be read.\n")


def test_terminal_codes_in_a_shops_text_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(
        'Handle,Title,Body (HTML),Variant Price\nx,"\x1b[31mRed\x1b]0;own\x07",<p>\x1b[2J30 cm</p>,9\n\x1b[31mx,"bad\n'
    )
    result = audit(tmp_path / "p.csv")
    assert "\x1b" not in result.stdout + result.stderr
    assert "Red" in result.stdout


def test_a_report_that_cannot_be_written_is_2(shop: Path) -> None:
    result = audit(shop, "--html", shop / "no" / "folder" / "report.html")
    assert result.exit_code == 2
    assert "no such folder for the report" in result.stderr


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("shopify_products_de_en.csv", 14),
        ("shopify_products_padded_columns.csv", 24),
        ("shopify_products_pt.csv.gz", 213),
        ("woocommerce_sample_products.csv", 18),
    ],
)
def test_real_exports(shared: Path, name: str, documents: int) -> None:
    result = audit(shared / "contracts" / "exports" / name, "--json", "--strict")
    assert result.stderr == ""
    said = json.loads(result.stdout)
    assert len(said["documents"]) == said["counts"]["products"] == documents
    assert all(quote in one["text"] for one in said["documents"] for quote in one["evidence"].values())
    assert result.exit_code == 1


@pytest.mark.parametrize("name", ["products.csv.gz", "texts.jsonl.gz"])
def test_a_broken_archive_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"Handle,Title,Body (HTML)\n")[:-9])
    result = audit(tmp_path / name)
    assert result.exit_code == 2
    assert f"{tmp_path / name}:0: cannot be read: Compressed file ended" in result.stderr
