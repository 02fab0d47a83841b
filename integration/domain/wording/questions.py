"""What only the merchant can know stands in a clause as a question in square brackets: "within [how many?] days"."""

import re
from collections.abc import Mapping
from typing import NamedTuple

QUESTION = re.compile(r"\[([^\[\]\n]{1,120})\]")


class Part(NamedTuple):
    """A run of a clause's words, or one of its questions, numbered from 0 (-1 for words)."""

    text: str
    number: int = -1


def parts(text: str) -> list[Part]:
    """The words and questions of a clause in reading order."""
    pieces = QUESTION.split(text)
    found = (Part(piece, at // 2 if at % 2 else -1) for at, piece in enumerate(pieces))
    return [part for part in found if part.text]


def answered(text: str, answers: Mapping[int, str]) -> str:
    """The clause with the answers in place of its questions; a question that nobody answered stays."""
    return "".join(
        part.text if part.number < 0 else answers.get(part.number, "").strip() or f"[{part.text}]"
        for part in parts(text)
    )
