"""What a store's answer means. Plugins, firewalls and caches stand between it and us, and answer in their own way."""

import logging
from typing import Any

from connectors.errors import from_status, reason, retry_after
from connectors.http import Answer
from connectors.values import plain
from connectors.woocommerce.decoding import decode
from integration.ports import Permanent, Temporary, Unauthorized
from integration.ports.sentences import Sentence

__all__ = ["ApiOff", "Breakdown", "Firewall", "Gone", "KeyOwner", "Keys", "Maintenance", "NoApi", "NoRoute", "decode",
           "read"]  # fmt: skip

log = logging.getLogger(__name__)

LONGEST_REASON = 200
SWITCHED_OFF = frozenset({
    "rest_disabled", "rest_api_disabled", "rest_cannot_access", "rest_login_required", "restx_logged_out",
    "itsec_rest_api_access_restricted", "rest_authentication_required",
})  # fmt: skip
"""What plugins answer that keep strangers from the API. None of them means our keys."""

BLOCKED = (202, 403, 406)
"""What firewalls answer with a page of their own."""
MAINTENANCE = Sentence("the store is in maintenance mode")
_ANSWERED = Sentence("the store answered %(status)s")
_ANSWERED_SAYING = Sentence("the store answered %(status)s: %(said)s")
_READ_ONLY = Sentence("the key may only read: make one that may read and write, and connect with it")
_API_OFF = Sentence("a plugin of the store switches its API off: %(said)s")
_KEY_OWNER = Sentence("the person who made the keys may no longer read the store: %(said)s")
_BREAKDOWN = Sentence("the store broke down while answering (500); its own error log says why")
_NO_API = Sentence("the store's API is not at /wp-json/: its permalinks are set to 'plain', or the address is wrong")
_LIMITED = Sentence("the store's host wants to be asked less often (%(status)s)")
FIREWALL = Sentence("a firewall before the store answered with a web page (%(status)s)")
_HALF = Sentence("the store broke off in the middle of its answer")
_WEB_PAGE = Sentence("the store answered with a web page instead of data: a firewall or a cache answers for it")


class Gone(Permanent):
    """The store has no such thing, or has it no longer."""


class NoRoute(Permanent):
    """The store has no such address: a feature is off, or a plugin absent."""


class NoApi(NoRoute):
    """A page stands where the API should be: plain permalinks, a server that rewrites nothing, or a wrong address."""

    trouble = "permalinks"


class Keys(Unauthorized):
    """The store does not know the keys, or their owner was deleted: it says the same of both."""

    trouble = "keys"


class KeyOwner(Unauthorized):
    """The keys are known, but the person they act for may no longer read the store."""

    trouble = "key_owner"


class ReadOnly(Permanent):
    """The keys may read, and something was to be written."""

    trouble = "read_only"


class ApiOff(Temporary):
    """A plugin of the store keeps everybody from its API."""

    trouble = "api_off"


class Firewall(Temporary):
    """A machine before the store answered for it; that says nothing of our keys."""

    trouble = "firewall"


class Maintenance(Temporary):
    """The store is being updated."""

    trouble = "maintenance"


class Breakdown(Temporary):
    """The store's own program ended in the middle."""

    trouble = "breakdown"


class Limited(Temporary):
    """The host wants to be asked less often."""

    trouble = "limited"


def read(answer: Answer) -> Any:
    """The JSON of a good answer; else raises what the answer means."""
    found = decode(answer.body)
    if answer.status < 400 and found is not None:
        if answer.body.lstrip()[:1] not in (b"{", b"["):
            log.info("%s prints something before its data; the error log of the store says what", answer.place)
        return found
    if isinstance(found, dict):
        raise _refusal(answer, found)
    raise _page(answer)


def _refusal(answer: Answer, error: dict[str, Any]) -> Exception:
    code, said = str(error.get("code", "")), plain(error.get("message"))[:LONGEST_REASON]
    message = _ANSWERED_SAYING(status=reason(answer.status), said=said or code)
    if answer.status == 404:
        return (NoRoute if code == "rest_no_route" else Gone)(message)
    if "write permissions" in said:
        return ReadOnly(_READ_ONLY())
    if code in SWITCHED_OFF:
        return ApiOff(_API_OFF(said=said))
    if answer.status == 403:
        return KeyOwner(_KEY_OWNER(said=said))
    if answer.status == 401:
        return Keys(message)
    if answer.status == 429:
        return Limited(message, retry_after(answer.headers))
    return from_status(answer.status, message, retry_after(answer.headers)) or Temporary(message)


def _page(answer: Answer) -> Exception:
    """A web page where data should be."""
    wait = retry_after(answer.headers)
    if answer.status == 503:
        return Maintenance(MAINTENANCE(), wait)
    if answer.status == 500:
        return Breakdown(_BREAKDOWN(), wait)
    if answer.status == 404:
        return NoApi(_NO_API())
    if answer.status == 429:
        return Limited(_LIMITED(status=reason(answer.status)), wait)
    if answer.status in BLOCKED or answer.status == 401 or "sg-captcha" in answer.headers:
        return Firewall(FIREWALL(status=reason(answer.status)), wait)
    if answer.status < 400 and "json" in answer.headers.get("content-type", ""):
        return Breakdown(_HALF())
    if answer.status < 400:
        return Firewall(_WEB_PAGE())
    return from_status(answer.status, _ANSWERED(status=reason(answer.status)), wait) or Temporary("no answer")
