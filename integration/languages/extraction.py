"""For Babel: the sentences for people that stand in tables, where no call marks them. Used by `make words`."""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

Found = tuple[int, None, str, list[str]]


def of_manifest(file: BinaryIO, _keywords: Any, _comments: Any, options: Mapping[str, Any]) -> Iterator[Found]:
    """What a connector's manifest says to the person who connects it."""
    table = tomllib.loads(file.read().decode())
    troubles = (words for told in table.get("troubles", {}).values() for words in told.values())
    named = (*table.get("help", {}).values(), *table.get("labels", {}).values())
    called = [table["label"]] if " " in table["label"] else []
    for sentence in (
        *called,
        *filter(None, map(table.get, ("left", "told_at"))),
        *table.get("steps", ()),
        *named,
        *troubles,
    ):
        yield 1, None, sentence, []


def of_law(file: BinaryIO, _keywords: Any, _comments: Any, options: Mapping[str, Any]) -> Iterator[Found]:
    """Of a pack of rules who asks and for what; of the table of circumstances all of it."""
    table = tomllib.loads(file.read().decode())
    rules = table.get("rules", {}).values()
    asked = [rule[words] for rule in rules for words in ("requirement", "refusal") if words in rule]
    for sentence in (table["pack"]["name"], *asked) if "pack" in table else table.values():
        yield 1, None, sentence, []


def of_sentences(file: BinaryIO, _keywords: Any, _comments: Any, options: Mapping[str, Any]) -> Iterator[Found]:
    """The sentences in the module's dictionaries: any text value with a space in it."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Dict):
            for value in node.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and " " in value.value:
                    yield value.lineno, None, value.value, []
