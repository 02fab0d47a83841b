"""The API in OpenAPI's words, made from the very routes that the app serves."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from integration.api.route import Route
from integration.api.schemas import SCHEMAS

VERSION = "1"


def description(routes: Iterable[Route], prefix: str) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(prefix + route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Forthright",
            "version": VERSION,
            "description": "What a shop's texts say and leave out, and the words that fill the gaps. "
            "A risk signal, not legal advice.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    ids = [_parameter(name, "path", "", required=True) for name in re.findall(r"{(\w+)}", route.path)]
    asked = [_parameter(name, "query", about) for name, about in route.query.items()]
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()} {route.name}".replace(" ", "_").replace("-", "_"),
        "summary": route.about,
        "parameters": ids + asked,
        "responses": {str(status): _json(schema) for status, schema in route.answers.items()}
        | {"default": _json("Error")},
    }
    if route.body:
        operation["requestBody"] = {"required": True, "content": _content(route.body)}
    return operation


def _parameter(name: str, place: str, about: str, required: bool = False) -> dict[str, Any]:
    words = name in ("kind", "state", "language", "sort")
    schema = {"type": "string"} if words else {"type": "integer", "minimum": 0}
    return {"name": name, "in": place, "required": required, "schema": schema, "description": about}


def _json(schema: str) -> Mapping[str, Any]:
    return {"description": schema, "content": _content(schema)}


def _content(schema: str) -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
