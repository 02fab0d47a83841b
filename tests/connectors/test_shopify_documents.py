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


@pytest.fixture(scope="module", params=["2026-07", "2026-10"])
def schema(request: pytest.FixtureRequest, shared: Path) -> GraphQLSchema:
    file = shared / "contracts" / "shopify" / f"admin-{request.param}.graphql.gz"
    return build_schema(DESCRIPTION.sub("", gzip.decompress(file.read_bytes()).decode()), assume_valid=True)


def test_each_document_is_valid(schema: GraphQLSchema) -> None:
    for name in names():
        assert validate(schema, parse(document(name))) == [], name


def test_a_wrong_field_would_be_noticed(schema: GraphQLSchema) -> None:
    assert validate(schema, parse(document("shop").replace("taxesIncluded", "taxIncluded")))


def test_each_document_is_sent_by_somebody() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in FOLDER.parent.glob("*.py"))
    assert [name for name in names() if f'"{name}"' not in code] == []
    assert names()
    assert VERSION == "2026-10"
