"""The API served on a real database, and programs that hold a token of a shop."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from integration.app import create_app
from integration.auth.tokens import make_token
from integration.settings import read_settings
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.demo_page import DemoPage, open_demo_page, turn_german
from tests.api.schema import fits

Answer = tuple[int, Any]


class Program:
    """Asks the API with its token, and holds each answer to the description."""

    def __init__(self, app: Flask, token: str) -> None:
        self._client, self._token = app.test_client(), token
        self.described: Mapping[str, Any] = self._client.get("/api/v1/openapi.json").json

    def get(self, path: str, **query: Any) -> Answer:
        return self._ask("GET", path, query_string=query)

    def post(self, path: str, body: Any = None) -> Answer:
        return self._ask("POST", path, json=body) if body is not None else self._ask("POST", path)

    def _ask(self, method: str, path: str, **options: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = self._client.open(f"/api/v1{path}", method=method, headers=headers, **options)
        responses = self._operation(method, path)["responses"]
        response = responses.get(str(answer.status_code)) or responses["default"]
        refused = "error" in answer.json
        schema = (responses["default"] if refused else response)["content"]["application/json"]["schema"]
        fits(answer.json, schema, self.described, f"{method} {path}")
        return answer.status_code, answer.json

    def _operation(self, method: str, path: str) -> Mapping[str, Any]:
        asked = path.split("/")
        for described, operations in self.described["paths"].items():
            parts = described.removeprefix("/api/v1").split("/")
            same = len(parts) == len(asked) and all(a == b or a[:1] == "{" for a, b in zip(parts, asked, strict=True))
            if same and method.lower() in operations:
                found: Mapping[str, Any] = operations[method.lower()]
                return found
        raise AssertionError(f"{method} {path} is not described")


@pytest.fixture
def app(context: Context, tmp_path: Path) -> Iterator[Flask]:
    given = {"FORTHRIGHT_DATA_DIR": str(tmp_path), "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode()}
    app = create_app(context, read_settings(given))
    yield app
    app.extensions["link_mail"].close()


@pytest.fixture
def demo(context: Context, shop: ShopRow, tmp_path: Path) -> DemoPage:
    return open_demo_page(context, shop, tmp_path)


@pytest.fixture
def german(context: Context, shop: ShopRow, demo: DemoPage) -> DemoPage:
    """In a shop whose own language is German, of which it has no page."""
    turn_german(context, shop)
    return demo


@pytest.fixture
def program(app: Flask, context: Context) -> Callable[[ShopRow, str], Program]:
    return lambda shop, role: Program(app, make_token(context, shop.id or 0, "the till", role))


@pytest.fixture
def staff(program: Callable[[ShopRow, str], Program], shop: ShopRow) -> Program:
    return program(shop, "staff")


@pytest.fixture
def reader(program: Callable[[ShopRow, str], Program], shop: ShopRow) -> Program:
    return program(shop, "reader")
