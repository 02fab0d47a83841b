"""What Shopify does when it gathers a whole shop: an operation that runs a while, and a file that is read in pieces."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.connectors.shopify_store import ShopifyStore

OPERATION = "gid://shopify/BulkOperation/5"


def lines(nodes: Sequence[Mapping[str, Any]]) -> bytes:
    """The nodes as Shopify's file has them: what a connection holds stands under its owner, on lines of its own."""
    return b"".join(json.dumps(one).encode() + b"\n" for node in nodes for one in _with_children(node))


def _with_children(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    held = {name: value for name, value in node.items() if isinstance(value, dict) and "nodes" in value}
    yield {name: value for name, value in node.items() if name not in held}
    for connection in held.values():
        for child in connection["nodes"]:
            yield from _with_children({**child, "__parentId": node["id"]})


class Gathering:
    """Answers for one operation: `states` first, then `status` with the file, whole or in part."""

    def __init__(self, store: ShopifyStore, server: HTTPServer, file: bytes) -> None:
        self.file, self.states, self.status = file, ["CREATED", "RUNNING"], "COMPLETED"
        self.ranges: list[str] = []
        self.takes_ranges, self.expired = True, False
        self._url = server.url_for("/file.jsonl?signature=hush")
        counts = {"productsCount": {"count": 2000}, "ordersCount": {"count": 2000}}
        run = {"bulkOperationRunQuery": {"bulkOperation": {"id": OPERATION}, "userErrors": []}}
        store.answers |= {"Counts": counts, "BulkRun": run, "BulkOperation": lambda _: self._operation()}
        server.expect_request("/file.jsonl").respond_with_handler(self._part)

    def _operation(self) -> dict[str, Any]:
        if self.states:
            return {"bulkOperation": {"status": self.states.pop(0), "url": None, "partialDataUrl": None}}
        place = "url" if self.status == "COMPLETED" else "partialDataUrl"
        told = {"status": self.status, "url": None, "partialDataUrl": None, place: self._url if self.file else None}
        return {"bulkOperation": told}

    def _part(self, request: Request) -> Response:
        if self.expired:
            return Response("<Error>ExpiredToken</Error>", 403)
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers["range"])
        assert asked is not None
        begin, end = int(asked[1]), int(asked[2]) + 1
        self.ranges.append(asked[0])
        if not self.takes_ranges:
            return Response(self.file, 200)
        if begin >= len(self.file):
            return Response("", 416)
        return Response(self.file[begin:end], 206)


class Gathered:
    """Answers for operations that are done at once, each with a file that is served from where it lies."""

    def __init__(self, store: ShopifyStore, server: HTTPServer, files: Mapping[str, Path]) -> None:
        self._files, self._server = list(files.values()), server
        self._numbers = {name: number for number, name in enumerate(files)}
        store.answers |= {"BulkRun": self._run, "BulkOperation": self._operation}
        server.expect_request("/gathered.jsonl").respond_with_handler(self._part)

    def _run(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        name = re.split(r"\W+", variables["query"].strip())[1]
        begun = {"id": f"gid://shopify/BulkOperation/{self._numbers[name]}"}
        return {"bulkOperationRunQuery": {"bulkOperation": begun, "userErrors": []}}

    def _operation(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        url = self._server.url_for(f"/gathered.jsonl?of={variables['id'].rpartition('/')[2]}")
        return {"bulkOperation": {"status": "COMPLETED", "errorCode": None, "url": url, "partialDataUrl": None}}

    def _part(self, request: Request) -> Response:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers["range"])
        assert asked is not None
        with self._files[int(request.args["of"])].open("rb") as file:
            file.seek(int(asked[1]))
            part = file.read(int(asked[2]) + 1 - int(asked[1]))
        return Response(part, 206) if part else Response("", 416)
