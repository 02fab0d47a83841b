"""JSON Lines in, JSON Lines out: an answer a readable line, in the same order. No database, no queue, no network."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from connectors.files.entry import Problem, Tell
from connectors.files.records import Numbered, raw_lines, record
from integration.cli.audit.spread import in_chunks, spread
from integration.cli.in_place import put_in_place
from integration.domain.audit import audit
from integration.domain.audit.record import read_record, result
from integration.domain.consistency.record import Shop, read_shop
from integration.domain.consistency.record import result as shop_result
from integration.domain.document import Document
from integration.languages import lexicons, scopes

Read = TypeVar("Read")


class Answer(NamedTuple):
    """The line that answers, or why there is none."""

    line: int
    id: str
    text: str
    reason: str = ""


@dataclass(slots=True)
class Counts:
    lines: int = 0
    audited: int = 0
    unreadable: int = 0


Answers = Callable[[list[Numbered]], list[Answer]]


def answer_file(source: str, target: str, answers: Answers, tell: Tell, seen: Callable[[int], None]) -> Counts:
    """Answers every line of `source` into `target` ("-" is the terminal's own). `seen` is told of lines as they pass.

    `answers` is `of_documents` or `of_shops`: what a line is.

    Raises OSError when one of the two cannot be opened.
    """
    name = "<stdin>" if source == "-" else source
    counts = Counts()

    def lost(problem: Problem) -> None:
        counts.unreadable += 1
        tell(problem)

    raw = raw_lines(sys.stdin.buffer if source == "-" else Path(source), name, lost)
    with put_in_place(target) as out:
        ids: set[str] = set()
        for answered in spread(answers, in_chunks(raw, _size)):
            for answer in answered:
                reason = answer.reason or (f'the id "{answer.id[:80]}" came before' if answer.id in ids else "")
                if reason:
                    lost(Problem(name, answer.line, reason))
                    continue
                ids.add(answer.id)
                out.write(answer.text)
                counts.audited += 1
            counts.lines += len(answered)
            seen(len(answered))
    return counts


def _size(numbered: Numbered) -> int:
    return len(numbered[1])


def of_documents(chunk: list[Numbered]) -> list[Answer]:
    return [_answer(number, line, read_record, _of_document) for number, line in chunk]


def of_shops(chunk: list[Numbered]) -> list[Answer]:
    return [_answer(number, line, read_shop, _of_shop) for number, line in chunk]


def _of_document(document: Document, row: Mapping[str, Any]) -> object:
    return result(document, audit(document, lexicons()), with_text="html" in row)


def _of_shop(shop: Shop, row: Mapping[str, Any]) -> object:
    return shop_result(shop, lexicons(), scopes())


def _answer(
    number: int,
    line: bytes,
    reads: Callable[[Mapping[str, Any]], Read],
    answers: Callable[[Read, Mapping[str, Any]], object],
) -> Answer:
    try:
        row = record(line)
        read = reads(row)
    except ValueError as error:
        return Answer(number, "", "", str(error))
    try:
        answer = answers(read, row)
    except Exception as error:  # noqa: BLE001 (a text that trips a rule must not lose the others)
        return Answer(number, "", "", f"could not be audited: {error!r}")
    return Answer(number, row["id"], _written(answer))


def _written(answer: object) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(answer)
    return text + "\n"
