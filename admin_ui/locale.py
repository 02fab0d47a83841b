"""The language and the customs in which a request is answered."""

from collections.abc import Mapping

from babel import Locale
from flask import Flask, g, has_request_context, request, session

from integration.languages.catalogue import SOURCE, spoken

CUSTOMS: Mapping[str, str] = {"en": "en_GB", "pt": "pt_BR", "zh": "zh_Hans_CN"}
"""Whose dates and numbers go with a language of which there are several."""


def language() -> str:
    """What the person chose, else the language of their shop, else what the browser asks for; English at last."""
    if not has_request_context():
        return SOURCE
    if "language" not in g:
        g.language = _language()
    return str(g.language)


def locale() -> Locale:
    return Locale.parse(CUSTOMS.get(language(), language()))


def choose(code: str) -> None:
    """For as long as the person is signed in; a language that is not to be had changes nothing."""
    if code in spoken():
        session["language"] = code


def _language() -> str:
    visitor = g.get("visitor")
    wishes = (session.get("language", ""), visitor.shop.language.partition("-")[0] if visitor else "")
    known = next((wish for wish in wishes if wish in spoken()), None)
    return known or request.accept_languages.best_match(spoken()) or SOURCE


def own_name(code: str) -> str:
    """Deutsch, 中文: a language as its speakers call it."""
    return str(Locale.parse(code).get_language_name(code)).capitalize()


def add_to(app: Flask) -> None:
    app.jinja_env.globals.update(
        screen_language=language,
        screen_locale=lambda: str(locale()).replace("_", "-"),
        spoken=spoken,
        own_name=own_name,
    )
