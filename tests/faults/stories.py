"""What truly happens to orders that are late by now, and when each delivery about it is sent to us."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

FATES = ("late", "late", "late", "moving", "in_time", "cancelled", "refunded", "delivered", "digital", "pickup")
AFTERWARDS = 14.0
"""Seconds: news that forbids a letter comes from just before the order's own until its letter has long gone."""


class Told(NamedTuple):
    """A delivery, so many seconds after the beginning."""

    after: float
    body: bytes


def forbids(said: Mapping[str, Any]) -> bool:
    """Whether who has heard this must not write to the customer any more."""
    gone = said["do"] == "refund" or said.get("status") in ("cancelled", "delivered")
    return bool(gone or said.get("digital") or said.get("pickup"))


def deliveries(draw: random.Random, begin: datetime, count: int, each_second: float) -> Iterator[Told]:
    """Some come late, and so out of order; some twice, word for word or only by what they say."""
    for number in range(count):
        news = _order(draw, f"o{number}", begin)
        at = number / each_second
        for after, said in news:
            late = draw.choice((0, 0, 0, 0, 1, 6))
            yield Told(at + after + late, json.dumps(said).encode())
            if draw.random() < 0.2:
                again = {**said, "n": draw.randrange(10**9)} if draw.random() < 0.5 else said
                yield Told(at + after + draw.choice((0, 1, 6)), json.dumps(again).encode())


def _order(draw: random.Random, name: str, begin: datetime) -> Iterator[tuple[float, Mapping[str, Any]]]:
    fate, placed = draw.choice(FATES), begin - timedelta(days=5, seconds=draw.randrange(86_400))
    promised = begin + timedelta(days=12 if fate == "in_time" else -1)
    order = {"do": "order", "order": name, "at": placed, "placed": placed, "promised": promised}
    yield 0.0, _written({**order, fate: True} if fate in ("digital", "pickup") else order)
    later = {"order": name, "at": begin + timedelta(seconds=1)}
    after = draw.uniform(-2, AFTERWARDS)
    match fate:
        case "cancelled":
            yield after, _written({**order, **later, "status": "cancelled"})
        case "refunded":
            yield after, _written({**later, "do": "refund"})
        case "delivered":
            yield after, _written({**later, "do": "scan", "status": "delivered"})
        case "moving":
            yield after, _written({**later, "do": "scan", "status": "in_transit"})


def _written(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: said.isoformat() if isinstance(said, datetime) else said for name, said in told.items()}
