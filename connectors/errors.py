"""A vendor's status, or what went wrong on the way, as one of the three errors that the core knows."""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from integration.ports import Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence

WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 529})

SLOW = Sentence("%(place)s did not answer in time")
UNREACHED = Sentence("%(place)s cannot be reached: %(cause)s")
NO_CONNECTION = Sentence("no connection")
UNKNOWN_NAME = Sentence("the name %(host)s is not known (%(cause)s)")
PRIVATE = Sentence("%(host)s is a private address; FORTHRIGHT_ALLOW_PRIVATE_HOSTS does not name it")
_NO_ADDRESS = Sentence("%(place)s is not an address that can be called")
_BROKEN_OFF = Sentence("%(place)s broke off its answer")
_BAD_CERTIFICATE = Sentence("its certificate is not valid")
_ANSWERED = Sentence("%(vendor)s answered %(status)s")
_ANSWERED_SAYING = Sentence("%(vendor)s answered %(status)s: %(said)s")
GIVEN_UNANSWERED = Sentence("%(vendor)s did not answer after it was given the message")
GIVEN_BROKEN_OFF = Sentence("%(vendor)s broke off after it was given the message")
GIVEN_BROKEN_DOWN = Sentence("%(vendor)s broke down after it was given the message")
GIVEN_UNNAMED = Sentence("%(vendor)s took the message and did not say under which name")
NOT_KEPT = Sentence("%(place)s did not keep the words as they were sent, so its text was put back as it was")
Sentence("Connection refused")  # the operating system's own words for a cause


class BadCertificate(Temporary):
    """Who answers cannot show that they are who they say."""

    trouble = "certificate"


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
            return TimedOut(SLOW(place=place))
        case httpx.ConnectError():
            cause = _cause(str(problem))
            kind = BadCertificate if cause == _BAD_CERTIFICATE() else Temporary
            return kind(UNREACHED(place=place, cause=cause))
        case httpx.UnsupportedProtocol() | httpx.InvalidURL() | UnicodeError():
            return Permanent(_NO_ADDRESS(place=place))
        case _:
            return Temporary(_BROKEN_OFF(place=place))


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


def answered(vendor: str, status: int, said: str = "") -> str:
    """What a vendor answered that did not do what was asked, with its own words on it where it has any."""
    if said:
        return _ANSWERED_SAYING(vendor=vendor, status=reason(status), said=said)
    return _ANSWERED(vendor=vendor, status=reason(status))


def _cause(text: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in text or "certificate" in text:
        return _BAD_CERTIFICATE()
    return text.rpartition("] ")[2] or NO_CONNECTION()
