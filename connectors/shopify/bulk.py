"""The reading of all that a large shop has: Shopify gathers it into one file, which is read piece by piece.

A cursor names the operation and how many bytes of its file were read, so that a killed reading goes on there. What
Shopify could not finish is read as far as it came, and then the usual way from the beginning: nothing is kept twice.
Sources: https://shopify.dev/docs/api/usage/bulk-operations/queries; that connections are taken by edges alone, none
within a list, and none deeper than two below the first, is what Shopify answers.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.http import Http
from connectors.shopify.client import Client
from connectors.shopify.documents.gathered import Value, gathered
from connectors.shopify.read import number
from connectors.values import table, text
from integration.domain.commerce import Raw
from integration.ports import Permanent

MANY = 1000
"""From so many on it takes Shopify less time to gather all than us to ask page by page."""
PIECE = 1_000_000
POLL_SECONDS = 5.0
PATIENCE_SECONDS = 60.0
"""For so long a reading need wait while Shopify gathers. It can then end, and go on when Shopify tells that it has
finished, or at the next round."""
PAGE_BY_PAGE = "page-by-page"
"""The cursor of the usual listing's beginning."""
_BULK = "bulk:"
_RUNNING = frozenset({"CREATED", "RUNNING", "CANCELING"})


@dataclass(frozen=True, slots=True)
class Group:
    """An object, and what of its connections came with it, each on a line of its own that names its owner."""

    node: Raw
    children: list[Raw] = field(default_factory=list)

    def nested(self, connections: Mapping[str, str]) -> Raw:
        """As a single reading gives it. `connections`: where the objects of each kind stand in their owner."""
        owned: dict[str, list[Raw]] = {}
        for child in self.children:
            owned.setdefault(text(child["__parentId"]), []).append(child)
        return _with_own(self.node, owned, connections)


@dataclass(frozen=True, slots=True)
class Piece:
    """`cursor` asks for the next one; None when that was all. `later`: it may take minutes still."""

    groups: list[Group]
    cursor: str | None
    later: bool = False


def is_bulk(cursor: str | None) -> bool:
    return (cursor or "").startswith(_BULK)


class Bulk:
    def __init__(self, client: Client, http: Http, sleep: Callable[[float], None] = time.sleep) -> None:
        self._client, self._http, self._sleep = client, http, sleep
        self._patience = PATIENCE_SECONDS

    def begin(self, name: str, **values: Value) -> str:
        """A cursor into all that the document asks for; the usual listing's where Shopify does not begin."""
        try:
            payload = self._client.write("bulk_run", query=gathered(name, **values))
        except Permanent:
            return PAGE_BY_PAGE
        return _cursor(number(table(payload.get("bulkOperation")).get("id")), 0)

    def piece(self, cursor: str) -> Piece:
        """Waits a moment while Shopify gathers, and gives an empty piece then."""
        operation_id, _, at = cursor.removeprefix(_BULK).partition(":")
        name = f"gid://shopify/BulkOperation/{operation_id}"
        found = table(self._client.read("bulk_operation", id=name).get("bulkOperation"))
        status = text(found.get("status"))
        if status in _RUNNING:
            self._sleep(POLL_SECONDS)
            self._patience -= POLL_SECONDS
            return Piece([], cursor, later=self._patience <= 0)
        whole = status == "COMPLETED"
        url = text(found.get("url")) or text(found.get("partialDataUrl"))
        if not url:
            return Piece([], None if whole else PAGE_BY_PAGE)
        return self._read(url, operation_id, int(at), None if whole else PAGE_BY_PAGE)

    def _read(self, url: str, operation_id: str, at: int, afterwards: str | None) -> Piece:
        """A piece large enough for one object at least: a product may have thousands of variants."""
        for size in (PIECE, 4 * PIECE, 16 * PIECE):
            answer = self._http.get(url, headers={"range": f"bytes={at}-{at + size - 1}"})
            if answer.status == 416:
                return Piece([], afterwards)
            if answer.status not in (200, 206):  # the address is good for a week
                break
            body = answer.body if answer.status == 206 else answer.body[at : at + size]
            last = len(body) < size
            groups, used = _groups(body, last)
            if last or used:
                return Piece(groups, afterwards if last else _cursor(operation_id, at + used))
        return Piece([], PAGE_BY_PAGE)


def _with_own(node: Raw, owned: Mapping[str, list[Raw]], connections: Mapping[str, str]) -> Raw:
    found: dict[str, list[Raw]] = {}
    for child in owned.get(text(node.get("id")), ()):
        kind = text(child.get("id")).rpartition("/")[0].rpartition("/")[2]
        if kind in connections:
            found.setdefault(connections[kind], []).append(_with_own(child, owned, connections))
    return {**node, **{name: {"nodes": children} for name, children in found.items()}}


def _cursor(operation_id: str, at: int) -> str:
    return f"{_BULK}{operation_id}:{at}"


def _groups(body: bytes, last: bool) -> tuple[list[Group], int]:
    """The objects that are whole, and how many bytes they took. The last may go on in the next piece."""
    groups: list[Group] = []
    begins: list[int] = []
    at = 0
    for line in body.splitlines(keepends=True):
        found = _object(line)
        if "__parentId" in found and groups:
            groups[-1].children.append(found)
        elif found:
            groups.append(Group(found))
            begins.append(at)
        at += len(line)
    if last:
        return groups, at
    return groups[:-1], begins[-1] if begins else 0


def _object(line: bytes) -> Mapping[str, Any]:
    """Nothing for a line that was cut off: at the end of a piece, or of a file that was not finished."""
    try:
        return table(json.loads(line))
    except ValueError:
        return {}
