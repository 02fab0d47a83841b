"""As much of JSON Schema as the API's description uses."""

from collections.abc import Mapping
from typing import Any

TYPES: Mapping[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "null": type(None),
}
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "format", "oneOf", "$ref"}


def fits(value: Any, schema: Mapping[str, Any], described: Mapping[str, Any], where: str = "$") -> None:
    """Raises AssertionError, naming the place that does not fit."""
    assert set(schema) <= KNOWN, f"{where}: {set(schema) - KNOWN} is checked by nobody"
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        fits(value, described["components"]["schemas"][name], described, where)
        return
    if "oneOf" in schema:
        assert sum(_fits(value, one, described) for one in schema["oneOf"]) == 1, f"{where}: {value!r}"
        return
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert any(type(value) is TYPES[name] for name in types), f"{where}: {value!r} is not {types}"
    assert value in schema.get("enum", [value]), f"{where}: {value!r}"
    if isinstance(value, dict):
        _fits_object(value, schema, described, where)
    if isinstance(value, list):
        for number, item in enumerate(value):
            fits(item, schema["items"], described, f"{where}[{number}]")


def _fits_object(value: Mapping[str, Any], schema: Mapping[str, Any], described: Mapping[str, Any], where: str) -> None:
    properties, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    assert set(schema.get("required", ())) <= set(value), f"{where}: {set(schema['required']) - set(value)} is missing"
    for name, item in value.items():
        assert name in properties or rest is not False, f"{where}.{name} is not described"
        inner = properties.get(name) or (rest if isinstance(rest, dict) else None)
        if inner is not None:
            fits(item, inner, described, f"{where}.{name}")


def _fits(value: Any, schema: Mapping[str, Any], described: Mapping[str, Any]) -> bool:
    try:
        fits(value, schema, described)
    except AssertionError:
        return False
    return True
