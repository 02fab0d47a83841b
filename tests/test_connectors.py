"""One suite for every connector there is: a new one is a folder, and is held to this without a line changed here."""

import inspect
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import connectors
from connectors import NoSuchConnector, build, manifests
from connectors.access import Access
from connectors.http import Http
from integration.data.carriers import platform_statuses, scan_meanings
from integration.ports import PORTS, Channel, Delivery, Storefront, Webhooks

FOLDER = Path(connectors.__file__).parent
NAMES = list(manifests())
CASES = [
    file.relative_to(FOLDER).with_suffix("")
    for file in sorted(FOLDER.glob("*/payloads/*.json"))
    if file.stem != "access"
]


def roles(name: str) -> Mapping[str, type]:
    found: Mapping[str, type] = import_module(f"connectors.{name}.connector").ROLES
    return found


def access(name: str) -> Access:
    file = FOLDER / name / "payloads" / "access.json"
    given = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    given = {"url": "", "credentials": {}, "config": {}, **given}
    words = {"statuses": platform_statuses(name), "meanings": scan_meanings(name)}
    return Access(**given, **words, http=Http(), clock=lambda: datetime(2026, 10, 7, tzinfo=UTC))


def case(path: Path) -> tuple[Webhooks, Delivery, list[Any]]:
    told = json.loads((FOLDER / path).with_suffix(".json").read_text(encoding="utf-8"))
    body = (FOLDER / path).with_suffix(".body").read_bytes()
    webhooks = build(path.parts[0], Webhooks, access(path.parts[0]))
    return webhooks, Delivery(path.parts[0], told["headers"], body, url=told.get("url", "")), told["events"]


def is_signed(path: Path) -> bool:
    told = json.loads((FOLDER / path).with_suffix(".json").read_text(encoding="utf-8"))
    return bool(told.get("signed", True))


def plain(value: Any) -> Any:
    """An event as JSON would say it, with its type and without the vendor's raw words."""
    if is_dataclass(value):
        told = {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.name != "raw"}
        return {"type": type(value).__name__, **told}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else value


def says(expected: Any, found: Any, where: str = "events") -> None:
    """Everything that `expected` names is in `found`, nothing in a list left over."""
    if isinstance(expected, dict):
        assert isinstance(found, dict), where
        for key, value in expected.items():
            says(value, found[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(found) == len(expected), f"{where}: {found}"
        for number, (one, other) in enumerate(zip(expected, found, strict=True)):
            says(one, other, f"{where}[{number}]")
    else:
        assert found == expected, where


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_says_what_the_code_does(name: str) -> None:
    manifest = manifests()[name]
    assert manifest.label
    assert set(manifest.roles) == set(roles(name)) <= set(PORTS)
    assert set(manifest.optional) <= set(manifest.credentials)
    assert {*manifest.made, *manifest.shown} <= set(manifest.credentials)
    wanted = {*manifest.credentials, *(("url",) if manifest.needs_url else ())}
    assert wanted <= set(manifest.help), "a merchant must be told where to find each of these"
    assert wanted == set(manifest.labels), "a form names each of these"


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_readme(name: str) -> None:
    readme = FOLDER / name / "README.md"
    assert readme.exists()
    assert len(readme.read_text(encoding="utf-8")) > 200


@pytest.mark.parametrize(("name", "port"), [(name, port) for name in NAMES for port in manifests()[name].roles])
def test_a_role_has_the_exact_signatures_of_its_port(name: str, port: str) -> None:
    role = roles(name)[port]
    assert len(inspect.signature(role).parameters) == 1, "built with the Access alone"
    for method, wanted in inspect.getmembers(PORTS[port], inspect.isfunction):
        if not method.startswith("_"):
            written = inspect.getattr_static(role, method)
            assert _parameters(written) == _parameters(wanted), f"{role.__name__}.{method}"
            assert get_type_hints(written) == get_type_hints(wanted), f"{role.__name__}.{method}"


def _parameters(function: Any) -> list[tuple[str, Any, Any]]:
    return [(one.name, one.kind, one.default) for one in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize("name", [name for name in NAMES if "Webhooks" in manifests()[name].roles])
def test_a_connector_that_takes_webhooks_has_payloads(name: str) -> None:
    assert (FOLDER / name / "payloads" / "access.json").exists()
    assert [path for path in CASES if path.parts[0] == name]


@pytest.mark.parametrize("path", CASES, ids=str)
def test_a_payload_is_verified_and_read_to_what_it_says(path: Path) -> None:
    webhooks, delivery, events = case(path)
    assert webhooks.verify(delivery)
    assert not webhooks.is_ping(delivery)
    assert webhooks.topic(delivery)
    says(events, plain(webhooks.parse(delivery)))


@pytest.mark.parametrize("path", CASES, ids=str)
def test_a_forged_payload_is_refused(path: Path) -> None:
    webhooks, delivery, _ = case(path)
    changed = delivery.body[:-1] + bytes([delivery.body[-1] ^ 1])
    # A vendor that signs nothing shows a password instead, which says who speaks and not what was said.
    assert is_signed(path) != webhooks.verify(replace(delivery, body=changed))
    assert not webhooks.verify(replace(delivery, headers={}))
    no_secrets = replace(access(path.parts[0]), credentials={})
    assert not build(path.parts[0], Webhooks, no_secrets).verify(delivery)


@pytest.mark.parametrize("name", NAMES)
def test_no_credential_is_shown_by_repr(name: str) -> None:
    opened = replace(access(name), credentials={"secret": "hush-hush"}, config={"token": "hush-hush"})
    assert "hush-hush" not in repr(opened)


def test_an_unknown_connector_is_named_with_those_that_are_known() -> None:
    with pytest.raises(NoSuchConnector, match=r"magento.*known: .*woocommerce"):
        build("magento", Storefront, access("woocommerce"))
    with pytest.raises(NoSuchConnector, match="woocommerce does not play Channel; it plays Webhooks, "):
        build("woocommerce", Channel, access("woocommerce"))
