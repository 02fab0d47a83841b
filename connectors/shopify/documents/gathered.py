"""A document as a bulk operation takes it: without variables, with connections by edges alone and read to their end.

That it takes named fragments, Shopify says nowhere, so that they are put in where they are spread.
Source: https://shopify.dev/docs/api/usage/bulk-operations/queries
"""

import json
import re
from functools import cache

from connectors.shopify.documents import document

Value = str | bool | None

_FRAGMENT = re.compile(r"^fragment (\w+) on \w+ \{\n(.*?)^\}$", re.MULTILINE | re.DOTALL)
_SPREAD = re.compile(r"\.\.\.(\w+)(?: @include\(if: \$(\w+)\))?")
_DECLARED = re.compile(r"^(query \w+)\([^)]*\)")
_ARGUMENT = re.compile(r"(\w+: )\$(\w+)((?:, )?)")
_PAGED = re.compile(r"(?:\([^()]*\))? \{\s*nodes (?=\{)")
_PAGE = re.compile(r"\s*pageInfo \{[^}]*\}")


def gathered(name: str, **values: Value) -> str:
    """The query of that file; `values` stand in the place of its variables, None leaves the argument out."""
    query = _whole(name, frozenset(name for name, value in values.items() if value is True))

    def put_in(argument: re.Match[str]) -> str:
        value = values[argument[2]]
        return "" if value is None else f"{argument[1]}{json.dumps(value)}{argument[3]}"

    return _ARGUMENT.sub(put_in, query).replace("()", "")


@cache
def _whole(name: str, wanted: frozenset[str]) -> str:
    text = document(name)
    fragments = dict(_FRAGMENT.findall(text))
    text = _DECLARED.sub(r"\1", _FRAGMENT.sub("", text)).strip()

    def put_in(spread: re.Match[str]) -> str:
        left_out = spread[2] is not None and spread[2] not in wanted
        return "" if left_out else str(fragments[spread[1]])

    while _SPREAD.search(text):
        text = _SPREAD.sub(put_in, text)
    return _by_edges(_PAGE.sub("", text))


def _by_edges(text: str) -> str:
    """Each `nodes { ... }`, written for reading page by page, as `edges { node { ... } }`, and without its page."""
    while found := _PAGED.search(text):
        begin, depth = found.end(), 0
        for end in range(begin, len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
        within = text[begin : end + 1]
        text = f"{text[: found.start()]} {{ edges {{ node {within} }}{text[end + 1 :]}"
    return text
