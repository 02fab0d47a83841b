"""`forthright audit --shops IN --out OUT`: the contract that other programs rely on."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from integration.cli import main

RETURNS = {
    "id": "returns",
    "kind": "policy",
    "language": "en",
    "text": "You may return goods within 30 days of delivery.",
}
FAQ = {
    "id": "faq",
    "kind": "policy",
    "html": "<p>Send it back within <b>14 days</b> of delivery.</p><p>Delivery: €4.90</p>",
}
SETTINGS = {
    "currency": "EUR",
    "prices_include_tax": True,
    "base_country": "FR",
    "zones": [{"countries": ["FR"], "rate": "5.90", "free_from": None}],
    "contact": {"email": "hello@shop.example"},
}


def shop(id: str = "s1", **more: object) -> str:
    return json.dumps({"id": id, "documents": [RETURNS, FAQ], "settings": SETTINGS} | more, ensure_ascii=False)


def answer(source: Path | str, target: Path | str, *more: str, **kwargs: Any) -> Result:
    result = CliRunner().invoke(main, ["audit", "--shops", str(source), "--out", str(target), *more], **kwargs)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "shops.jsonl"
    path.write_text(shop(), encoding="utf-8")
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def rows(target: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in target.read_text(encoding="utf-8").splitlines()]


def test_what_contradicts_is_quoted_from_both_sides(source: Path, target: Path) -> None:
    result = answer(source, target)
    assert (result.exit_code, result.output) == (0, "")
    (row,) = rows(target)
    assert list(row) == ["id", "missing", "contradictions"]
    assert row["contradictions"] == [
        {
            "code": "return.window",
            "sides": [
                {"document": "faq", "quote": "Send it back within 14 days of delivery."},
                {"document": "returns", "quote": "You may return goods within 30 days of delivery."},
            ],
        },
        {
            "code": "fee.shipping_cost",
            "sides": [{"document": "faq", "quote": "Delivery: €4.90"}, {"settings": "zones[0].rate"}],
        },
    ]
    assert "return.window" not in row["missing"]
    assert "contact.channel" in row["missing"]


def test_settings_may_lack(source: Path, target: Path) -> None:
    source.write_text(
        "\n".join([shop("a", settings={}), shop("b", settings=None), json.dumps({"id": "c", "documents": [FAQ]})])
    )
    assert answer(source, target).exit_code == 0
    assert [[found["code"] for found in row["contradictions"]] for row in rows(target)] == [
        ["return.window"], ["return.window"], [],
    ]  # fmt: skip


def test_an_unreadable_shop_is_named_and_the_others_are_answered(source: Path, target: Path) -> None:
    lines = [
        shop("good"),
        "{broken",
        shop(""),
        shop("none", documents=[]),
        shop("both", documents=[RETURNS | {"html": "<p>x</p>"}]),
        shop("twice", documents=[RETURNS, RETURNS]),
        shop("rate", settings={"zones": [{"rate": "cheap"}]}),
        shop("good"),
        shop("last"),
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    result = answer(source, target, "--json")
    assert result.exit_code == 0
    assert [row["id"] for row in rows(target)] == ["good", "last"]
    assert json.loads(result.stdout) == {"lines": 9, "audited": 2, "unreadable": 7}
    told = result.stderr.splitlines()
    assert [line.split(": ")[0] for line in told] == [f"{source}:{number}" for number in (2, 3, 4, 5, 6, 7, 8)]
    assert told[3].endswith("documents[0]: exactly one of `text` and `html` must be given")
    assert told[5].endswith("settings.zones[0].rate is no amount")
    assert answer(source, target, "--strict").exit_code == 2


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"currency": "EURO"}, 'settings.currency: "EURO" is no code of ISO 4217 such as EUR'),
        ({"base_country": "Germany"}, 'settings.base_country: "GERMANY" is no code of ISO 3166 such as DE'),
        ({"base_country": "EU"}, 'settings.base_country: "EU" is no code of ISO 3166 such as DE'),
        (
            {"zones": [{"countries": ["FR"]}, {"countries": ["EU", "UK"]}]},
            'settings.zones[1].countries: "UK" is no code of ISO 3166 such as DE, nor EU or world',
        ),
    ],
)
def test_a_setting_that_is_no_code_is_told_of(
    source: Path, target: Path, settings: dict[str, object], reason: str
) -> None:
    source.write_text(shop("odd", settings=settings) + "\n" + shop("good"), encoding="utf-8")
    result = answer(source, target, "--json")
    assert result.stderr == f"{source}:1: {reason}\n"
    assert json.loads(result.stdout) == {"lines": 2, "audited": 1, "unreadable": 1}
    assert [row["id"] for row in rows(target)] == ["good"]


def test_zones_may_name_the_union_and_the_world(source: Path, target: Path) -> None:
    zones = [{"countries": ["fr"]}, {"countries": ["EU", "ch"]}, {"countries": ["World"]}, {"countries": ["*"]}]
    source.write_text(shop(settings={"zones": zones, "currency": "huf"}), encoding="utf-8")
    assert (answer(source, target).stderr, len(rows(target))) == ("", 1)


def test_gzip_and_standard_streams(source: Path, target: Path, tmp_path: Path) -> None:
    answer(source, target)
    piped = answer("-", "-", input=source.read_bytes())
    assert [json.loads(row) for row in piped.stdout.splitlines()] == rows(target)
    packed = tmp_path / "shops.jsonl.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + source.read_bytes()))
    answer(packed, tmp_path / "out.gz")
    assert gzip.decompress((tmp_path / "out.gz").read_bytes()) == target.read_bytes()


def test_nothing_readable_or_wrong_usage_is_2(source: Path, target: Path) -> None:
    assert answer(source, target, "--jsonl", str(source)).exit_code == 2
    assert CliRunner().invoke(main, ["audit", "--shops", str(source)]).exit_code == 2
    assert answer(source.with_name("nowhere.jsonl"), target).exit_code == 2
    source.write_text("[]\n")
    assert answer(source, target).exit_code == 2
