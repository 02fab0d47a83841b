"""The stand-in's pages on which its owner signs in and says yes or no to an app, as a browser sees them."""

from collections.abc import Mapping
from html import escape
from typing import Protocol
from urllib.parse import urlencode

Page = tuple[bytes, int, Mapping[str, str]]
HTML = {"content-type": "text/html; charset=UTF-8"}
SIGNED_IN = "wordpress_logged_in=owner"


class Granting(Protocol):
    def grant(self, asked: Mapping[str, str]) -> int: ...


def answer(store: Granting, method: str, path: str, query: Mapping[str, str], cookie: str) -> Page:
    """A stranger is sent on to sign in; the keys are posted before the browser is sent back."""
    asked = urlencode(query)
    if path.startswith("/wc-auth/v1/login"):
        if method == "POST":
            return b"", 302, {"Location": f"/wc-auth/v1/authorize?{asked}", "Set-Cookie": f"{SIGNED_IN}; Path=/"}
        return _page("Sign in", '<form method="post"><label>Username <input name="log"></label><button>Login</button>')
    if SIGNED_IN not in cookie:
        return b"", 302, {"Location": f"/wc-auth/v1/login/?{asked}"}
    if path.startswith("/wc-auth/v1/access_granted"):
        if store.grant(query) != 200:
            return _page("Error: unable to send the consumer data", "", 401)
        return b"", 302, {"Location": _back(query, "1")}
    yes, no = f"/wc-auth/v1/access_granted/?{asked}", _back(query, "0")
    links = f'<a href="{escape(yes)}">Approve</a> <a href="{escape(no)}">Deny</a>'
    return _page(f"{escape(query['app_name'])} would like to connect to your store", links)


def _back(query: Mapping[str, str], success: str) -> str:
    return f"{query['return_url']}?{urlencode({'success': success, 'user_id': query['user_id']})}"


def _page(heading: str, words: str, status: int = 200) -> Page:
    whole = f'<!DOCTYPE html><html lang="en"><title>Store</title><h1>{heading}</h1>{words}</html>'
    return whole.encode(), status, HTML
