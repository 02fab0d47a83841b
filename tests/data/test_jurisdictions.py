"""The rules as data: read whole, and held against the table they were written from."""

import csv
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from integration.data.jurisdictions import circumstances, read_pack, rules
from integration.domain.jurisdiction import Rule

TOLD_BY_A_TEXT = ("page_text", "page_absent", "product_field", "structured")
PACK = {"jurisdiction": "XX", "name": "Law of X", "checked_on": date(2026, 11, 22), "source_url": "https://x.example"}
ROW = {
    "requirement": "Say who sells.", "codes": ["identity.legal_name"], "citation": "§ 1", "severity": "must",
    "evidence": "primary", "check": "page_text",
}  # fmt: skip
LONGEST_COMMON_RUN = 5
MOST_ALIKE = 0.6


@pytest.fixture(scope="module")
def table(shared: Path) -> Mapping[str, Mapping[str, str]]:
    with (shared / "law" / "rules.csv").open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row for row in csv.DictReader(lines) if row["check_kind"] in TOLD_BY_A_TEXT}


def test_every_rule_that_a_text_answers_is_there(table: Mapping[str, Mapping[str, str]]):
    assert {rule.id for rule in rules()} == set(table)


def test_a_rule_says_what_the_table_says(table: Mapping[str, Mapping[str, str]]):
    for rule in rules():
        row = table[rule.id]
        assert (_iso(rule.valid_from), _iso(rule.valid_to)) == (row["valid_from"], row["valid_to"]), rule.id
        assert (rule.severity, rule.evidence, rule.check) == (row["severity"], row["evidence"], row["check_kind"])
        assert (rule.jurisdiction, " ".join(rule.codes)) == (row["jurisdiction"], row["detail_codes"]), rule.id
        assert (rule.citation, rule.source_url) == (row["citation"], row["source_url"]), rule.id
        assert rule.checked_on >= date.fromisoformat(row["checked_on"]), rule.id


def test_no_sentence_is_copied(table: Mapping[str, Mapping[str, str]]):
    for rule in rules():
        own, theirs = _words(rule.requirement), _words(table[rule.id]["requirement"])
        alike = SequenceMatcher(None, own, theirs, autojunk=False)
        assert alike.find_longest_match().size <= LONGEST_COMMON_RUN, (rule.id, rule.requirement)
        assert alike.ratio() <= MOST_ALIKE, (rule.id, rule.requirement)


def _words(sentence: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in sentence.lower()).split()


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def test_a_sentence_is_short_and_ends():
    for rule in rules():
        assert rule.requirement.endswith("."), rule.id
        assert len(rule.requirement) <= 240, rule.id
        assert not rule.refusal or rule.refusal.endswith("."), rule.id


def test_every_circumstance_is_asked_about():
    assert {rule.scope.only_if for rule in rules()} - {""} == set(circumstances())


def test_a_rule_of_a_member_state_rests_on_rules_of_the_eu():
    by_id = {rule.id: rule for rule in rules()}
    for rule in rules():
        for name in rule.rests_on:
            assert by_id[name].jurisdiction == "EU", rule.id


def test_what_must_not_be_there_says_which_words():
    assert {rule.id: rule.absent for rule in rules() if rule.check == "page_absent"} == {
        "EU-ODR-stale": "dispute.odr_stale",
        "DE-TMG-stale": "legal.stale_citation",
    }


def test_the_law_on_refusing_returns_is_told_where_there_is_one():
    assert {rule.jurisdiction for rule in rules() if rule.refusal} == {
        "EU", "FR", "ES", "IT", "PT", "UK", "US", "BR", "CN", "JP",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"severity": "urgent"}, "X-1: severity is 'urgent', not one of must, should, signal"),
        ({"evidence": "hearsay"}, "X-1: evidence is 'hearsay'"),
        ({"check": "call"}, "X-1: check is 'call'"),
        ({"valid_from": "2026-01-01"}, "X-1: valid_from is no date"),
        ({"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}, "X-1: ends before it begins"),
        ({"ships": ["Germany"]}, "X-1: ships: 'Germany' is no country"),
        ({"only_if": "rain"}, "X-1: only_if: 'rain' is not in circumstances.toml"),
        ({"source_url": "the web"}, "X-1: has no source_url"),
        ({"check": "page_absent"}, "X-1: check page_absent and absent go together"),
        ({"colour": "red"}, "X-1: has colour, which nobody reads"),
    ],
)
def test_a_bad_row_names_itself(change: Mapping[str, Any], why: str):
    assert _read(ROW)[0].id == "X-1"
    with pytest.raises(ValueError, match=why):
        _read({**ROW, **change})


@pytest.mark.parametrize("key", sorted(ROW))
def test_a_row_that_lacks_something_names_itself(key: str):
    with pytest.raises(ValueError, match=f"X-1: lacks {key}"):
        _read({name: value for name, value in ROW.items() if name != key})


def test_a_bad_file_names_itself():
    with pytest.raises(ValueError, match=r"x\.toml: \[pack\] lacks checked_on"):
        read_pack("x.toml", {"pack": {name: value for name, value in PACK.items() if name != "checked_on"}})
    with pytest.raises(ValueError, match=r"x\.toml: \[pack\] has colour"):
        read_pack("x.toml", {"pack": {**PACK, "colour": "red"}})


def _read(row: Mapping[str, Any]) -> tuple[Rule, ...]:
    return read_pack("x.toml", {"pack": PACK, "rules": {"X-1": row}})
