"""`forthright replay`: the file's contract, and what it says of files that cannot be replayed."""

import csv
import gzip
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from integration.cli.replay import COLUMNS, replay
from tests.domain.replay.past import shop

HEADER = "order_id,status,purchased_at,approved_at,carrier_at,delivered_at,promised_date,customer_state"


def written(file: Path, count: int = 300, **names: str) -> Path:
    header = HEADER
    for old, new in names.items():
        header = header.replace(old, new)
    rows = [
        f"{one.id},delivered,{one.bought} 10:00:00,{one.paid} 10:05:00,{one.handed_over} 18:00:00,"
        f"{f'{one.delivered} 12:00:00' if one.delivered else ''},{one.promised},{one.destination}"
        for one in shop(count, days=150)
    ]
    text = "\n".join([header, *rows]) + "\n"
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text, encoding="utf-8")
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(replay, [str(each) for each in arguments])


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_warnings_and_decisions(tmp_path: Path) -> None:
    warnings, decisions = tmp_path / "w.csv", tmp_path / "d.csv"
    done = run(written(tmp_path / "orders.csv.gz"), "--out", warnings, "--decisions", decisions)
    assert done.exit_code == 0, done.output
    rows, seen = read(warnings), read(decisions)
    assert tuple(rows[0]) == COLUMNS
    assert tuple(seen[0]) == (*COLUMNS, "days_to_promise", "decision")
    assert len({row["order_id"] for row in rows}) == len(rows)
    assert {row["order_id"] for row in rows} == {row["order_id"] for row in seen if row["decision"] == "warn"}
    assert all(row["warned_at"] and row["reason"] and row["expected_from"] <= row["expected_to"] for row in rows)
    assert "not there two days before it: warned" in done.output


def test_orders_bought_before_are_history_only(tmp_path: Path) -> None:
    warnings, begin = tmp_path / "w.csv", "2025-04-01"
    bought = {one.id: one.bought.isoformat() for one in shop(300, days=150)}
    span = ("--from", begin, "--to", "2025-05-20")
    run(written(tmp_path / "orders.csv"), "--out", warnings, *span, "--setting", "eager")
    rows = read(warnings)
    assert rows
    assert all(begin <= bought[row["order_id"]] < "2025-05-20" for row in rows)


def test_eager_warns_most_and_cautious_least(tmp_path: Path) -> None:
    orders = written(tmp_path / "orders.csv")
    counts = []
    for setting in ("cautious", "normal", "eager"):
        run(orders, "--out", tmp_path / setting, "--setting", setting)
        counts.append(len(read(tmp_path / setting)))
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_outcomes_are_never_read(tmp_path: Path) -> None:
    """Another word for how an order ended changes nothing."""
    orders = written(tmp_path / "orders.csv")
    run(orders, "--out", tmp_path / "one.csv")
    orders.write_text(orders.read_text().replace(",delivered,", ",canceled,"))
    run(orders, "--out", tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_columns_of_another_name(tmp_path: Path) -> None:
    orders = written(tmp_path / "orders.csv", promised_date="soll", order_id="nr")
    failed = run(orders)
    assert failed.exit_code == 2
    assert "no column for order_id, promised" in failed.output
    assert "--map order_id=COLUMN" in failed.output
    assert run(orders, "--map", "promised=soll", "--map", "order_id=nr").exit_code == 0
    assert "there is no column 'xx'" in run(orders, "--map", "promised=xx").output
    assert run(orders, "--map", "promise=soll").exit_code == 2


def test_rows_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    orders = written(tmp_path / "orders.csv", 100)
    lines = orders.read_text().splitlines()
    broken = ["x1,delivered,2025-13-01,,,,2025-02-01,", ",delivered,2025-01-07,,,,2025-02-01,", lines[1]]
    orders.write_text("\n".join([*lines, *broken]) + "\n")
    done = run(orders)
    assert done.exit_code == 0
    assert f'{orders}:102: bought: "2025-13-01" is no day' in done.output
    assert f"{orders}:103: the order's id is empty" in done.output
    assert "came before" in done.output
    assert "3 rows could not be read." in done.output


@pytest.mark.parametrize("content", [b"", b"order_id,purchased_at,promised_date,delivered_at\n", b"\x1f\x8b\x08broken"])
def test_what_is_no_file_of_orders(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    done = run(file)
    assert done.exit_code == 2
    assert str(file) in done.output


def test_wrong_usage(tmp_path: Path) -> None:
    orders = written(tmp_path / "orders.csv", 50)
    assert run(orders, "--from", "May").exit_code == 2
    assert run(tmp_path / "nowhere.csv").exit_code == 2
    assert run(orders, "--out", tmp_path).exit_code == 2
    assert run(orders, "--setting", "bold").exit_code == 2


@pytest.mark.soak
@pytest.mark.parametrize(
    ("setting", "first", "precision", "recall", "lead"),
    [
        ("normal", "2017-07-01", 0.54, 0.82, 2),
        ("normal", "2017-09-01", 0.54, 0.82, 2),
        ("normal", "2018-01-01", 0.54, 0.82, 2),
        ("early", "2017-07-01", 0.53, 0.54, 4),
        ("early", "2017-09-01", 0.53, 0.54, 4),
        ("early", "2018-01-01", 0.53, 0.54, 4),
    ],
)
def test_on_real_orders(
    tmp_path: Path, shared: Path, setting: str, first: str, precision: float, recall: float, lead: float
) -> None:
    """By the published scorer, on the earlier orders, from calm months and busy ones."""
    orders, warnings = shared / "delay" / "olist_dev.csv.gz", tmp_path / "w.csv"
    assert run(orders, "--out", warnings, "--from", first, "--setting", setting).exit_code == 0
    command = [sys.executable, shared / "delay" / "evaluate_warnings.py", orders, warnings, "--from", first]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert told["precision"] >= precision, told
    assert told["recall_lead_2_or_more"] >= recall, told
    assert told["median_lead_days"] >= lead, told


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-16"), (";", "cp1252"), (",", "utf-16-le")]
)
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = ["order_id,bought,promised,delivered,destination", "1,2025-01-01,2025-01-08,2025-01-12,Köln"]
    file = tmp_path / "orders.csv"
    file.write_bytes("\r\n".join(rows).replace(",", delimiter).encode(encoding))
    done = run(file)
    assert done.exit_code == 0, done.output
    assert "1 order lived through; delivered: 1, late: 1." in done.output
    assert "could not be read" not in done.output


def test_a_workbook_is_told_from_a_csv(tmp_path: Path) -> None:
    (tmp_path / "orders.xlsx").write_bytes(b"PK\x03\x04 and so on")
    assert "save it as CSV" in run(tmp_path / "orders.xlsx").output


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path: Path) -> None:
    orders, nowhere = written(tmp_path / "orders.csv"), tmp_path / "nowhere"
    for option in ("--out", "--decisions"):
        done = run(orders, option, nowhere / "w.csv")
        assert done.exit_code == 2
        assert done.output == f"Error: {nowhere}: there is no such folder\n"
    assert "bought before 2001-01-01" in run(orders, "--to", "2001-01-01").output


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe, told = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: told.append(pipe.read_text(encoding="utf-8")), daemon=True)
    reader.start()
    done = run(written(tmp_path / "orders.csv"), "--out", pipe)
    reader.join(60)
    assert done.exit_code == 0, done.output
    assert told[0].startswith("order_id,warned_at,")
    assert pipe.is_fifo()
