"""A word or phrase of a text, and what it means."""

from typing import NamedTuple


class Mention(NamedTuple):
    """Words at text[start:end] that mean something: one bit for each concept."""

    start: int
    end: int
    mask: int
