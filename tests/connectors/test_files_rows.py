"""A CSV's rows: what is broken is named with its line, and the rest is read."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.entry import Problem
from connectors.files.lines import LARGEST, lines
from connectors.files.rows import Rows

HEADER = "a,b,c,d,e,f,g,h"
GOOD = "1,2,3,4,5,6,7,8"


def rows_of(path: Path, data: bytes) -> tuple[list[list[str]], list[str]]:
    path.write_bytes(data)
    told: list[Problem] = []
    rows = [row.cells for row in Rows(lines(path, "f", told.append), "f", told.append)]
    return rows, [str(problem) for problem in told]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, *text: str) -> tuple[list[list[str]], list[str]]:
    return rows_of(path, "\n".join(text).encode())


def test_a_good_table_tells_nothing(path: Path) -> None:
    rows, told = read(path, HEADER, GOOD, '1,"2, and ""more""\nlines",3,4,5,6,7,8', GOOD)
    assert told == []
    assert [row[1] for row in rows] == ["2", '2, and "more"\nlines', "2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(path: Path, end: str) -> None:
    rows, told = rows_of(path, end.join([HEADER, GOOD, GOOD, ""]).encode())
    assert (len(rows), told) == (2, [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(path: Path, delimiter: str) -> None:
    rows, told = read(path, HEADER.replace(",", delimiter), GOOD.replace(",", delimiter))
    assert (rows, told) == ([GOOD.split(",")], [])


def test_a_byte_order_mark_and_utf_16(path: Path) -> None:
    text = "ä,b\n1,é\n"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert rows_of(path, text.encode(encoding)) == ([["1", "é"]], []), encoding


def test_gzip_is_known_by_its_bytes(path: Path) -> None:
    assert rows_of(path, gzip.compress(f"{HEADER}\n{GOOD}\n".encode())) == ([GOOD.split(",")], [])


def test_a_cut_archive_gives_what_it_holds(path: Path) -> None:
    whole = gzip.compress("\n".join([HEADER, *[GOOD] * 20_000]).encode(), mtime=0)
    rows, told = rows_of(path, whole[: len(whole) - 30])
    assert rows
    assert all(row == GOOD.split(",") for row in rows)
    assert len(told) == 1
    assert "archive is broken" in told[0]


def test_padded_cells_after_a_closing_quote(path: Path) -> None:
    rows, told = read(path, HEADER, '1,"two"   ,3,4,5,6,7,"8"  ')
    assert (rows[0][1], rows[0][7], told) == ("two", "8", [])


def test_blank_rows_are_no_rows(path: Path) -> None:
    assert read(path, HEADER, "", ",,,,,,,", "     ", GOOD) == ([GOOD.split(",")], [])


def test_a_short_row_is_named_and_the_next_is_read(path: Path) -> None:
    rows, told = read(path, HEADER, "1,2,3", GOOD)
    assert (len(rows), told) == (1, ["f:2: 3 columns where the header has 8"])


def test_a_quote_that_never_closes_costs_only_its_row(path: Path) -> None:
    rows, told = read(path, HEADER, GOOD, '1,"two', "still two, and more", "", "end of two,3,4", GOOD, GOOD)
    assert len(rows) == 3
    assert told == ["f:3: a quoted cell opens in this row and never closes"]


def test_a_quote_closed_by_the_next_rows_own_is_noticed(path: Path) -> None:
    rows, told = read(path, "a,b", '1,"never closed', "2,two", '3,"three"', "4,four")
    assert [row[0] for row in rows] == ["2", "3", "4"]
    assert len(told) == 1
    assert told[0].startswith("f:2: ")


def test_a_file_cut_inside_a_cell(path: Path) -> None:
    rows, told = read(path, HEADER, GOOD, '1,2,3,"and then the download')
    assert (len(rows), told) == (1, ["f:3: a quoted cell opens in this row and never closes"])


def test_thousands_of_broken_rows_in_a_row(path: Path) -> None:
    rows, told = read(path, HEADER, *['1,"2,3,4,5,6,7,8'] * 5_000, GOOD)
    assert (len(rows), len(told)) == (1, 5_000)


def test_a_lone_quote_in_a_cell_is_a_letter(path: Path) -> None:
    rows, told = read(path, HEADER, 'tv,5" screen,3,4,5,6,7,8', GOOD)
    assert (rows[0][1], len(rows), told) == ('5" screen', 2, [])


def test_nul_bytes_are_taken_out_and_named(path: Path) -> None:
    rows, told = rows_of(path, f"{HEADER}\n1,t\0wo,3,4,5,6,7,8\n".encode())
    assert (rows[0][1], told) == ("two", ["f:2: NUL bytes in this row; read without them"])


def test_a_cell_larger_than_the_csv_modules_default(path: Path) -> None:
    rows, told = read(
        path, HEADER, f"1,{'x' * 200_000},3,4,5,6,7,8", f'1,"{"y" * 100_000}\n{"z" * 100_000}",3,4,5,6,7,8'
    )
    assert ([len(row[1]) for row in rows], told) == ([200_000, 200_001], [])


def test_a_huge_cell_is_named_and_the_next_row_read(path: Path) -> None:
    rows, told = read(path, HEADER, f"1,{'x' * (LARGEST + 10)},3,4,5,6,7,8", GOOD)
    assert (len(rows), told) == (1, ["f:2: the line is longer than 5 MB"])


def test_a_huge_cell_of_many_lines_is_named(path: Path) -> None:
    rows, told = read(path, HEADER, '1,"' + "\n".join(["x" * 100_000] * 60) + '",3,4,5,6,7,8', GOOD, GOOD)
    assert rows[-1] == GOOD.split(",")
    assert told[0] == "f:2: a quoted cell opens in this row and never closes"


def test_windows_1252_is_read_and_told_once(path: Path) -> None:
    rows, told = rows_of(path, "Name,Preis\nTür,12 €\nMüll,3 €\n".encode("cp1252"))
    assert rows == [["Tür", "12 €"], ["Müll", "3 €"]]
    assert told == ["f:2: not UTF-8 from here on; read as Windows-1252"]


def test_gb_18030_is_read_and_told_once(path: Path) -> None:
    rows, told = rows_of(path, "名称,描述\n纯棉围巾,七天内可以退货。\n".encode("gb18030"))
    assert rows == [["纯棉围巾", "七天内可以退货。"]]
    assert told == ["f:1: not UTF-8 from here on; read as GB 18030"]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r")), min_size=9, max_size=9)))
def test_whatever_the_csv_module_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, table: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([list("abcdefghi"), *table])
    told: list[Problem] = []
    rows = [row.cells for row in Rows(lines(path, "f", told.append), "f", told.append)]
    assert rows == [row for row in table if any(cell and not cell.isspace() for cell in row)]
    assert told == []
