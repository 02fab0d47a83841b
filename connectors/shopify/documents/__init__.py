"""Every GraphQL document we send, each in its own file; a test holds them against Shopify's schema."""

import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_SPREAD = re.compile(r"\.\.\.(\w+)")
_NAME = re.compile(r"^fragment (\w+)")


@cache
def document(name: str) -> str:
    """The document of that file with every fragment it spreads, each once."""
    text = _read(name)
    found: dict[str, str] = {}
    waiting = _SPREAD.findall(text)
    while waiting:
        fragment = waiting.pop()
        if fragment in _fragments() and fragment not in found:
            found[fragment] = _fragments()[fragment]
            waiting += _SPREAD.findall(found[fragment])
    return "\n".join([text, *found.values()])


def names() -> list[str]:
    """The documents that can be sent; fragments are parts of them."""
    texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(_HERE.glob("*.graphql"))}
    return [name for name, text in texts.items() if not _NAME.match(text)]


@cache
def _fragments() -> dict[str, str]:
    texts = (_read(file.stem) for file in sorted(_HERE.glob("*.graphql")))
    return {named[1]: text for text in texts if (named := _NAME.match(text))}


def _read(name: str) -> str:
    return (_HERE / f"{name}.graphql").read_text(encoding="utf-8")
