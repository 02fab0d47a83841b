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
    """The clause with the answers in place of its questions; a question that nobody answered stays.

    "within [how many?] days" is answered by "14" and by "14 days" alike.
    """
    pieces = parts(text)
    following = [*(piece.text for piece in pieces[1:]), ""]
    return "".join(_filled(piece, answers, then) for piece, then in zip(pieces, following, strict=False))


def _filled(piece: Part, answers: Mapping[int, str], then: str) -> str:
    if piece.number < 0:
        return piece.text
    return _unrepeated(answers.get(piece.number, "").strip(), then) or f"[{piece.text}]"


def _unrepeated(answer: str, then: str) -> str:
    """The answer without the words at its end that the clause goes on with."""
    goes_on = then.lstrip().casefold()
    ends = (at for at in range(1, len(answer)) if _repeats(answer, at, goes_on))
    return answer[: next(ends, len(answer))].rstrip()


def _repeats(answer: str, at: int, goes_on: str) -> bool:
    """Whether what `goes_on` begins with the answer's end, in whole words; Chinese has no gaps to tell them by."""
    end = answer[at:].casefold()
    if not goes_on.startswith(end):
        return False
    after = goes_on[len(end) : len(end) + 1]
    return not (_cased(answer[at - 1]) and _cased(end[0])) and not (_cased(end[-1]) and _cased(after))


def _cased(character: str) -> bool:
    return character.lower() != character.upper()
