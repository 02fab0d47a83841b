"""Every document we send is valid under the schemas that Shopify publishes."""

import gzip
import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from connectors.shopify.client import VERSION
from connectors.shopify.documents import document, names

FOLDER = Path(__file__).parents[2] / "connectors" / "shopify" / "documents"
DESCRIPTION = re.compile(r'"""(?:.|\n)*?"""')


VERSIONS = ["2026-07", "2026-10"]


def published(shared: Path, version: str) -> str:
    return gzip.decompress((shared / "contracts" / "shopify" / f"admin-{version}.graphql.gz").read_bytes()).decode()


@pytest.fixture(scope="module", params=VERSIONS)
def schema(request: pytest.FixtureRequest, shared: Path) -> GraphQLSchema:
    return build_schema(DESCRIPTION.sub("", published(shared, request.param)), assume_valid=True)


def test_each_document_is_valid(schema: GraphQLSchema) -> None:
    for name in names():
        assert validate(schema, parse(document(name))) == [], name


def demanding(schema: str) -> set[str]:
    """Mutations that Shopify refuses without `@idempotent(key:)`; only their descriptions say so."""
    mutations = re.findall(r"^type Mutation \{\n(.*?)^\}", schema, re.MULTILINE | re.DOTALL)[0]
    described = re.findall(r'"""((?:(?!""").)*)"""\n  (\w+)[(:]', mutations, re.DOTALL)
    return {name for description, name in described if "idempotency key is required" in " ".join(description.split())}


@pytest.mark.parametrize("version", VERSIONS)
def test_where_shopify_demands_a_key_one_is_sent(shared: Path, version: str) -> None:
    keyed = demanding(published(shared, version))
    assert "refundCreate" in keyed
    for name in names():
        fields = set(re.findall(r"\w+", document(name)))
        assert "@idempotent(key:" in document(name) or not fields & keyed, name


def test_a_wrong_field_would_be_noticed(schema: GraphQLSchema) -> None:
    assert validate(schema, parse(document("shop").replace("taxesIncluded", "taxIncluded")))


def test_each_document_is_sent_by_somebody() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in FOLDER.parent.glob("*.py"))
    assert [name for name in names() if f'"{name}"' not in code] == []
    assert names()
    assert VERSION == "2026-10"
