"""A vendor's status, or what went wrong on the way, as one of the three errors that the core knows."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from integration.ports import Permanent, Temporary, Unauthorized

WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 529})


class TimedOut(Temporary):
    """The vendor took longer than we wait."""


def from_status(status: int, message: str, retry_after: float | None = None) -> Exception | None:
    """None when the status is a success. A redirect is no success: nobody followed it."""
    if 200 <= status < 300:
        return None
    if status in (401, 403):
        return Unauthorized(message)
    if status in WORTH_RETRYING or status >= 500:
        return Temporary(message, retry_after)
    return Permanent(message)


def from_transport(problem: Exception, place: str) -> Exception:
    """`place` is where the call went, without its query; the library's own words may hold secrets and are left out."""
    match problem:
        case httpx.TimeoutException():
            return TimedOut(f"{place} did not answer in time")
        case httpx.ConnectError():
            return Temporary(f"{place} cannot be reached: {_cause(str(problem))}")
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | UnicodeError():
            return Permanent(f"{place} is not an address that can be called")
        case _:
            return Temporary(f"{place} broke off its answer")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds the vendor asks us to wait; a date is measured against the answer's own Date, not our clock."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def reason(status: int) -> str:
    """A status in words, for messages."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _cause(text: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate" in text:
        return "its certificate is not valid"
    return text.rpartition("] ")[2] or "no connection"
