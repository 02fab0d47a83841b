"""`forthright audit --jsonl IN --out OUT`: the contract that other programs rely on."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from integration.cli import main

KEYS = ["id", "kind", "language", "present", "vague", "placeholder", "extra", "evidence", "facts"]


def line(id: str, text: str = "You may return goods within 30 days.", **more: object) -> str:
    return json.dumps({"id": id, "text": text, **more}, ensure_ascii=False)


def answer(source: Path | str, target: Path | str, *more: str, **kwargs: Any) -> Result:
    result = CliRunner().invoke(main, ["audit", "--jsonl", str(source), "--out", str(target), *more], **kwargs)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(line(f"d{number}") for number in range(5)), encoding="utf-8")
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def rows(target: Path) -> list[dict[str, Any]]:
    raw = target.read_bytes()
    text = gzip.decompress(raw).decode() if target.suffix == ".gz" else raw.decode()
    return [json.loads(row) for row in text.splitlines()]


def test_one_line_each_in_order_with_all_keys(source: Path, target: Path) -> None:
    result = answer(source, target)
    assert (result.exit_code, result.output) == (0, "")
    assert [row["id"] for row in rows(target)] == ["d0", "d1", "d2", "d3", "d4"]
    assert all(list(row) == KEYS for row in rows(target))
    assert rows(target)[0]["evidence"]["return.window"] in "You may return goods within 30 days."


def test_html_adds_the_text_that_quotes_stand_in(source: Path, target: Path) -> None:
    source.write_text(json.dumps({"id": "h", "html": "<p>Return within <b>30 days</b> of delivery.</p>"}))
    answer(source, target)
    (row,) = rows(target)
    assert list(row) == [*KEYS, "text"]
    assert all(quote in row["text"] for quote in row["evidence"].values())


def test_doc_type_chooses_the_codes(source: Path, target: Path) -> None:
    source.write_text("\n".join([line("p", doc_type="product"), line("a", doc_type="article"), line("n")]))
    answer(source, target)
    assert [row["kind"] for row in rows(target)] == ["product", "policy", "policy"]


def test_mark_gzip_and_standard_streams(tmp_path: Path, source: Path, target: Path) -> None:
    answer(source, target)
    expected = rows(target)
    packed = tmp_path / "in.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + source.read_bytes()))
    assert answer(packed, tmp_path / "out.gz").exit_code == 0
    assert rows(tmp_path / "out.gz") == expected
    piped = answer("-", "-", input=source.read_bytes())
    assert (piped.exit_code, [json.loads(row) for row in piped.stdout.splitlines()]) == (0, expected)


def test_unreadable_lines_are_named_and_counted(source: Path, target: Path) -> None:
    bad = [
        b"not json", b"[]", b'{"text": "no id"}', b'{"id": "", "text": "x"}', b'{"id": 3, "text": "x"}', b'{"id": "e"}',
        b'{"id": "both", "text": "x", "html": "x"}', b'{"id": "n", "text": 5}', b'{"id": "u", "text": "\xff"}',
        b'{"id": "l", "text": "x", "language": 5}', line("good").encode(),
    ]  # fmt: skip
    source.write_bytes(b"\n".join([line("good").encode(), b"", *bad, line("last").encode()]))
    result = answer(source, target, "--json")
    assert result.exit_code == 0
    assert [row["id"] for row in rows(target)] == ["good", "last"]
    assert json.loads(result.stdout) == {"lines": 13, "audited": 2, "unreadable": 11}
    said = [problem.removeprefix(f"{source}:").split(": ", 1) for problem in result.stderr.splitlines()]
    assert [int(number) for number, _ in said] == list(range(3, 14))
    assert said[-1][1] == 'the id "good" came before'
    assert said[8][1].startswith("not UTF-8 at byte")


def test_strict_says_2_and_still_answers(source: Path, target: Path) -> None:
    source.write_text(line("a") + "\nnot json\n")
    assert answer(source, target, "--strict").exit_code == 2
    assert [row["id"] for row in rows(target)] == ["a"]


def test_nothing_readable_is_2_and_a_missing_file_is_2(tmp_path: Path, source: Path, target: Path) -> None:
    source.write_text("no\n")
    assert answer(source, target).exit_code == 2
    missing = answer(tmp_path / "none.jsonl", tmp_path / "other.jsonl")
    assert missing.exit_code == 2
    assert "No such file or directory" in missing.stderr
    assert not (tmp_path / "other.jsonl").exists()


def test_a_target_that_cannot_be_written_is_2(source: Path, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "out.jsonl"):
        assert answer(source, target).exit_code == 2


def test_the_target_is_whole_or_as_it_was(source: Path, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target.write_text("as it was")

    def fails(*_: object) -> Iterator[tuple[int, bytes]]:
        yield from enumerate([line(f"d{number}").encode() for number in range(250)], 1)
        raise KeyboardInterrupt

    monkeypatch.setattr("integration.cli.audit.lines.raw_lines", fails)
    CliRunner().invoke(main, ["audit", "--jsonl", str(source), "--out", str(target)])
    assert target.read_text() == "as it was"
    assert sorted(path.name for path in target.parent.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_in_place(source: Path) -> None:
    assert answer(source, source).exit_code == 0
    assert len(rows(source)) == 5


def test_a_lone_surrogate_is_answered_in_utf_8(source: Path, target: Path) -> None:
    source.write_text(r'{"id": "\ud800", "text": "Return within 30 days \udfff of delivery."}')
    assert answer(source, target).exit_code == 0
    assert rows(target)[0]["id"] == "\ud800"


def test_many_lines_over_processes_keep_their_order_and_touch_no_network(tmp_path: Path, target: Path) -> None:
    """In a process of its own, with no data folder to write to and every socket refused."""
    (tmp_path / "in.jsonl").write_text(
        "\n".join(line(f"d{n}", f"Return within {n % 90 + 1} days.") for n in range(2_500))
    )
    (tmp_path / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(self, address):\n    raise SystemExit('the network was used')\n"
        "socket.socket.connect = refuse\n"
    )
    command = [
        sys.executable,
        "-m",
        "integration.cli",
        "audit",
        "--jsonl",
        str(tmp_path / "in.jsonl"),
        "--out",
        str(target),
    ]
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}:{Path.cwd()}", "FORTHRIGHT_DATA_DIR": "/nonexistent"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["id"] for row in rows(target)] == [f"d{n}" for n in range(2_500)]
    assert [row["facts"]["return.window"][0]["value"] for row in rows(target)][:3] == ["1", "2", "3"]


def test_a_reader_that_stops_early_is_no_trace(source: Path) -> None:
    source.write_text("\n".join(line(f"d{n}") for n in range(1_500)))
    command = f"{sys.executable} -m integration.cli audit --jsonl {source} --out - | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=120, check=False)  # noqa: S602
    assert json.loads(done.stdout)["id"] == "d0"
    assert "Traceback" not in done.stderr
