"""Invented shops, clean and with a contradiction planted in each of several places."""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from integration.domain.consistency import Contradiction, contradictions
from integration.domain.consistency.reading import statements
from integration.domain.consistency.structured import structured_statements
from integration.domain.document import Document, read_html, read_text
from integration.domain.shop import ShopSettings
from integration.domain.shop_record import read_settings
from integration.languages import lexicons, scopes

SHOPS = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("shops/*.toml"))
}
PLANTS = [(name, place) for name, shop in SHOPS.items() for place in range(len(shop["plants"]))]


def documents(shop: Mapping[str, Any]) -> Iterator[Document]:
    for row in shop["documents"]:
        read = read_text if "text" in row else read_html
        yield read(row.get("text") or row["html"], id=row["id"], kind=row["kind"], language=row["language"])


def found_in(shop: Mapping[str, Any]) -> list[Contradiction]:
    said = [each for document in documents(shop) for each in statements(document, lexicons(), scopes())]
    said += [each for row in shop["documents"] for each in structured_statements(row.get("html", ""), row["id"])]
    return contradictions(said, read_settings(shop["settings"]))


def planted(shop: Mapping[str, Any], *plants: Mapping[str, Any]) -> dict[str, Any]:
    changed = deepcopy(dict(shop))
    for plant in plants:
        row = next(row for row in changed["documents"] if row["id"] == plant["document"])
        form = "text" if "text" in row else "html"
        assert row[form].count(plant["old"]) == 1, plant
        row[form] = row[form].replace(plant["old"], plant["new"])
    return changed


def answers(plant: Mapping[str, Any], found: Contradiction) -> bool:
    sides = {side.document or "settings" for side in found.sides}
    return found.code == plant["code"] and {plant["document"], plant["against"]} <= sides


def told(found: Contradiction) -> list[str]:
    return [f"{found.code} ({found.rule})", *(f"{side.document}: {side.quote or side.setting}" for side in found.sides)]


@pytest.mark.parametrize("name", SHOPS)
def test_a_shop_whose_texts_agree_has_none(name: str) -> None:
    assert [told(found) for found in found_in(SHOPS[name])] == []


@pytest.mark.parametrize(("name", "place"), PLANTS)
def test_a_planted_one_is_found_and_nothing_else(name: str, place: int) -> None:
    plant = SHOPS[name]["plants"][place]
    found = found_in(planted(SHOPS[name], plant))
    assert [plant["code"]] == [each.code for each in found], [told(each) for each in found]
    assert answers(plant, found[0]), told(found[0])


@pytest.mark.parametrize("name", SHOPS)
def test_several_at_once_are_told_apart(name: str) -> None:
    shop = SHOPS[name]
    found = found_in(planted(shop, *shop["plants"]))
    assert all(any(answers(plant, each) for each in found) for plant in shop["plants"])
    assert len(found) == len(shop["plants"]), [told(each) for each in found]


@pytest.mark.parametrize("name", SHOPS)
def test_every_quote_stands_in_its_document(name: str) -> None:
    shop = planted(SHOPS[name], *SHOPS[name]["plants"])
    texts = {document.id: document.text for document in documents(shop)}
    sources = {row["id"]: row.get("html", "") for row in shop["documents"]}
    for found in found_in(shop):
        assert len(found.sides) >= 2
        assert found.rule
        for side in found.sides:
            if side.document:
                assert 0 < len(side.quote) <= 240
                in_text = texts[side.document][side.start : side.start + len(side.quote)] == side.quote
                assert in_text or side.quote in sources[side.document]


def test_a_text_that_says_everything_is_compared_in_time() -> None:
    line = "Return within {} days of delivery. Shipping to France costs €{}.90. Write to a{}@x.example\n"
    texts = {
        name: "".join(line.format(n % 90 + add, n % 70 + add, n) for n in range(400))
        for name, add in (("a", 0), ("b", 95))
    }
    read = [read_text(text, id=name, kind="policy", language="en") for name, text in texts.items()]
    said = [each for document in read for each in statements(document, lexicons(), scopes())]
    assert len(said) > 2000
    started = process_time()
    contradictions(said, ShopSettings(country="FR"))
    assert process_time() - started < 30, "a fraction of a second, unless each is held against each"


def test_there_are_enough_of_them() -> None:
    assert len(SHOPS) >= 20
    assert len(PLANTS) >= 60
