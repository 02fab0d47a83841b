"""JSON as WordPress sends it: behind a byte order mark, blank lines or the warnings that PHP prints first."""

import json
from typing import Any

FARTHEST = 20_000
"""Bytes that are looked through for the beginning; warnings are few lines."""
MOST_TRIES = 20


def decode(body: bytes) -> Any:
    """The object or list in `body`; None if there is none."""
    text = body.decode("utf-8-sig", "replace").strip()
    for start in (0, *_line_starts(text)):
        if text[start : start + 1] in ("{", "["):
            try:
                return json.loads(text[start:])
            except (ValueError, RecursionError):
                continue
    return None


def _line_starts(text: str) -> list[int]:
    """Where a line begins with a brace."""
    starts: list[int] = []
    at = text.find("\n")
    while 0 <= at < FARTHEST and len(starts) < MOST_TRIES:
        if text[at + 1 : at + 2] in ("{", "["):
            starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
