"""What a store's answer means. Plugins, firewalls and caches stand between it and us, and answer in their own way."""

import json
from typing import Any

from connectors.errors import from_status, reason, retry_after
from connectors.http import Answer
from connectors.values import plain
from integration.ports import Permanent, Temporary, Unauthorized

LONGEST_REASON = 200


class Gone(Permanent):
    """The store has no such thing, or has it no longer."""


class NoRoute(Permanent):
    """The store has no such address: a feature is off, a plugin absent, or the API is not where it should be."""


def read(answer: Answer) -> Any:
    """The JSON of a good answer; else raises what the answer means."""
    found = decode(answer.body)
    if answer.status < 400 and found is not None:
        return found
    if isinstance(found, dict):
        raise _refusal(answer, found)
    raise _page(answer)


def decode(body: bytes) -> Any:
    """JSON, also behind a byte order mark, blank lines or the warnings that PHP prints first; None if there is none."""
    text = body.decode("utf-8-sig", "replace").strip()
    for start in (0, *_line_starts(text)):
        if text[start : start + 1] in ("{", "["):
            try:
                return json.loads(text[start:])
            except (ValueError, RecursionError):
                continue
    return None


def _line_starts(text: str) -> list[int]:
    """Where a line begins with a brace; warnings are few lines, so the search is short."""
    starts: list[int] = []
    at = text.find("\n")
    while 0 <= at < 20_000 and len(starts) < 20:
        if text[at + 1 : at + 2] in ("{", "["):
            starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def _refusal(answer: Answer, error: dict[str, Any]) -> Exception:
    code, said = str(error.get("code", "")), plain(error.get("message"))[:LONGEST_REASON]
    message = f"the store answered {reason(answer.status)}: {said or code}"
    if answer.status == 404:
        return (NoRoute if code == "rest_no_route" else Gone)(message)
    if "write permissions" in said:
        return Permanent("the key may only read: make one that may read and write, and connect with it")
    if code == "rest_disabled":
        return Unauthorized(f"a plugin of the store switches its API off: {said}")
    if answer.status == 403:
        return Unauthorized(f"the person who made the keys may no longer read the store: {said}")
    return from_status(answer.status, message, retry_after(answer.headers)) or Temporary(message)


def _page(answer: Answer) -> Exception:
    """A web page where data should be. A refusal by a firewall says nothing of our keys and does not pause anything."""
    wait = retry_after(answer.headers)
    if answer.status == 503:
        return Temporary("the store is in maintenance mode", wait)
    if answer.status == 500:
        return Temporary("the store broke down while answering (500); its own error log says why", wait)
    if answer.status == 404:
        return NoRoute(
            "the store's API is not at /wp-json/: its permalinks are set to 'plain', or the address is wrong"
        )
    if answer.status in (202, 401, 403, 406, 429) or "sg-captcha" in answer.headers:
        return Temporary(f"a firewall before the store answered with a web page ({reason(answer.status)})", wait)
    if answer.status < 400:
        return Temporary(
            "the store answered with a web page instead of data: its permalinks are 'plain', or a cache answers"
        )
    return from_status(answer.status, f"the store answered {reason(answer.status)}", wait) or Temporary("no answer")
