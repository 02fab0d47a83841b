"""Pages, folders and JSON lines."""

import gzip
import io
from pathlib import Path

import pytest

from connectors.files.entry import Page, Problem
from connectors.files.reading import files, is_jsonl, read
from connectors.files.records import raw_lines, record


def page(path: Path) -> tuple[Page | None, list[str]]:
    told: list[Problem] = []
    entries = list(read(path, told.append))
    item = entries[0].item if entries else None
    assert item is None or isinstance(item, Page)
    return item, [problem.reason for problem in told]


@pytest.mark.parametrize(
    ("name", "text", "form", "title"),
    [
        ("r.html", "<title>Returns &amp;\n refunds</title><p>30 days</p>", "html", "Returns & refunds"),
        ("r.HTM", "<p>30 days</p>", "html", "r.HTM"),
        ("r.md", "intro\n# Shipping\ntext", "markdown", "Shipping"),
        ("r.markdown", "text", "markdown", "r.markdown"),
        ("r.txt", "Kontakt", "text", "r.txt"),
    ],
)
def test_a_page_is_known_by_its_name(tmp_path: Path, name: str, text: str, form: str, title: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    for file in (name, f"{name}.gz"):
        item, told = page(tmp_path / file)
        assert told == []
        assert item is not None
        assert (item.form, item.text) == (form, text)
        assert item.title.removesuffix(".gz") == title


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"  \n", "the file is empty"),
        (b"a\0b", "NUL bytes: this is no text"),
        (b"x\n" * 2_600_000, "the page is longer than 5 MB"),
        ("Rückgabe".encode("cp1252"), "not UTF-8 from here on; read as Windows-1252"),
    ],
)
def test_bad_pages_are_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "p.txt").write_bytes(content)
    assert page(tmp_path / "p.txt")[1] == [reason]


def test_an_export_named_txt_is_an_export(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text("Handle\tTitle\tBody (HTML)\nmug\tMug\tx\n")
    told: list[Problem] = []
    assert [entry.item.id for entry in read(tmp_path / "export.txt", told.append)] == ["mug"]


def test_folders_are_walked_in_order_without_what_is_hidden_or_not_text(tmp_path: Path) -> None:
    for name in ("b/two.md", "a/one.html", "a/pic.png", ".git/x.md", "three.csv.gz", "b/.hidden.txt", "z.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    told: list[Problem] = []
    found = [str(file.relative_to(tmp_path)) for file in files([tmp_path, tmp_path / "nothing"], told.append)]
    assert found == ["a/one.html", "b/two.md", "three.csv.gz", "z.jsonl"]
    assert [problem.reason for problem in told] == ["no such file or folder"]


def test_json_lines_are_known_by_their_first_character(tmp_path: Path) -> None:
    path = tmp_path / "texts.data"
    for content, expected in ((b'\xef\xbb\xbf {"id": 1}', True), (gzip.compress(b'{"a": 1}'), True), (b"a,b", False)):
        path.write_bytes(content)
        assert is_jsonl(path) is expected


def test_json_lines_keep_their_numbers() -> None:
    told: list[Problem] = []
    found = list(raw_lines(io.BytesIO(b'\xef\xbb\xbf{"a":1}\r\n\n  \n{"b":2}'), "x", told.append))
    assert found == [(1, b'{"a":1}\r\n'), (4, b'{"b":2}')]
    assert told == []


def test_a_cut_archive_of_json_lines_is_named(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b'{"id":"%d"}\n' % n for n in range(50_000)))
    (tmp_path / "x.gz").write_bytes(whole[:-20])
    told: list[Problem] = []
    found = list(raw_lines(tmp_path / "x.gz", "x", told.append))
    assert found
    assert [problem.line for problem in told] == [len(found) + 1]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a", "text": "\xff"}', "not UTF-8 at byte 22"),
        (b'{"id": ', "not JSON: Expecting value at character 8"),
        (b'{"id":\r\n', "not JSON: Expecting value at character 7"),
        (b"[1]", "not a JSON object"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_bad_line_says_what_is_bad(line: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        record(line)
