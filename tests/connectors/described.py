"""Holds a request to what a vendor has published of its API: fields, formats and enums, as far as OpenAPI says them."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TYPES: Mapping[str, Any] = {"string": str, "boolean": bool, "array": list, "integer": int, "object": dict}


class Described:
    def __init__(self, file: Path) -> None:
        self._all = json.loads(file.read_text(encoding="utf-8"))

    def operation(self, path: str, method: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._all["paths"][path][method]
        return found

    def body(self, path: str, method: str, kind: str) -> Mapping[str, Any]:
        return self.resolve(self.operation(path, method)["requestBody"]["content"][kind]["schema"])

    def queries(self, path: str, method: str) -> set[str]:
        return {one["name"] for one in self.operation(path, method)["parameters"] if one.get("in") == "query"}

    def resolve(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            found: Any = self._all
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def fits(self, value: Any, schema: Mapping[str, Any], where: str = "body") -> None:
        """Fails naming the place where `value` is not as described, unknown fields among it."""
        schema = self.resolve(schema)
        for part in schema.get("allOf", ()):
            self.fits(value, {**self.resolve(part), "open": True}, where)
        if kind := schema.get("type"):
            assert isinstance(value, TYPES[kind]), f"{where} is no {kind}"
        assert value in schema.get("enum", [value]), where
        if isinstance(value, str) and "pattern" in schema:
            assert re.search(schema["pattern"], value), f"{where}: {value!r}"
        if isinstance(value, list) and "items" in schema:
            for number, item in enumerate(value):
                self.fits(item, schema["items"], f"{where}[{number}]")
        if isinstance(value, dict) and (known := schema.get("properties")):
            assert set(schema.get("required", ())) <= set(value), where
            for name, item in value.items():
                assert name in known or schema.get("open"), f"{where}.{name} is not described"
                self.fits(item, known.get(name, {}), f"{where}.{name}")
