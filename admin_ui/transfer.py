"""What goes over the wire: files under an address that changes with them, and pages packed."""

import gzip
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, request

PACKED = ("text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml")
WORTH_IT = 1000
"""Bytes; below it the answer is one packet either way."""

LEVEL = 5
FOR_EVER = "public, max-age=31536000, immutable"


def add_to(app: Flask) -> None:
    """Static files are kept by browsers for good (RFC 8246): another content has another address."""
    app.url_defaults(_with_content_hash)
    app.after_request(_kept)
    app.after_request(_packed)


def _with_content_hash(endpoint: str, values: dict[str, str]) -> None:
    if endpoint == "static":
        values["v"] = _content_hash(values["filename"])


def _content_hash(filename: str) -> str:
    return _hash_of(Path(current_app.static_folder or "") / filename)


@lru_cache
def _hash_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16]


def _kept(response: Response) -> Response:
    """For good only under the address of this very content."""
    if request.endpoint == "static" and request.view_args and response.status_code in (200, 304):
        same = request.args.get("v") == _content_hash(request.view_args["filename"])
        response.headers["Cache-Control"] = FOR_EVER if same else "no-cache"
    return response


def _packed(response: Response) -> Response:
    """Packed where the browser takes it.

    No secret is to be had from the size of a page (https://www.breachattack.com): a form's token is signed anew each
    second, and the session's cookie does not come along with what another site asks for.
    """
    if response.mimetype not in PACKED or response.status_code != 200 or response.headers.get("Content-Encoding"):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"]:
        return response
    if (response.content_length or response.calculate_content_length() or 0) < WORTH_IT:
        return response
    response.direct_passthrough = False
    response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response
