"""What our documents ask of a store's points: Shopify refuses a query of more than 1000, whatever the store pays.

How it reckons is told nowhere; this is what its recorded answers come to.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    build_schema,
    get_named_type,
    parse,
)

from connectors.shopify.client import VERSION
from connectors.shopify.documents import document, names
from tests.connectors.test_shopify_documents import DESCRIPTION, published

MOST = 1000
FREE = frozenset({"MoneyV2", "MoneyBag"})
TIMES = {250: 11, 200: 10, 100: 9, 50: 7, 20: 5, 10: 4, 5: 3, 2: 2, 1: 1}
"""How often what stands within a connection of so many counts."""


@pytest.fixture(scope="module")
def schema(shared: Path) -> GraphQLSchema:
    return build_schema(DESCRIPTION.sub("", published(shared, VERSION)), assume_valid=True)


class Reckoning:
    def __init__(self, schema: GraphQLSchema, query: str, variables: Mapping[str, Any]) -> None:
        parts = parse(query).definitions
        self.fragments = {one.name.value: one for one in parts if isinstance(one, FragmentDefinitionNode)}
        [self.operation] = [one for one in parts if isinstance(one, OperationDefinitionNode)]
        self.schema, self.variables = schema, variables

    @property
    def points(self) -> int:
        writes = self.operation.operation is OperationType.MUTATION
        return self._of(self.operation.selection_set, self.schema.mutation_type if writes else self.schema.query_type)

    def _of(self, within: SelectionSetNode, parent: Any) -> int:
        """An object counts one and what stands within it; a list as one object, however long it may be."""
        fields = list(self._fields(within, parent))
        return sum(self._field(field, get_named_type(owner.fields[field.name.value].type)) for field, owner in fields)

    def _field(self, field: FieldNode, kind: Any) -> int:
        if field.selection_set is None:
            return 0
        if not kind.name.endswith("Connection"):
            return (kind.name not in FREE) + self._of(field.selection_set, kind)
        within = [one for one, _ in self._fields(field.selection_set, kind) if one.name.value in ("nodes", "edges")]
        most = max((self._node(one, kind) for one in within), default=0)
        return 2 + most * next(times for size, times in TIMES.items() if size <= self._size(field))

    def _node(self, field: FieldNode, connection: GraphQLObjectType) -> int:
        kind = get_named_type(connection.fields[field.name.value].type)
        assert field.selection_set is not None
        return self._of(field.selection_set, kind) + (field.name.value == "nodes")

    def _size(self, field: FieldNode) -> int:
        given = [one.value for one in field.arguments or () if one.name.value in ("first", "last")]
        sizes = [int(it.value) if isinstance(it, IntValueNode) else self.variables[it.name.value] for it in given]  # type: ignore[attr-defined]
        return max(sizes, default=1)

    def _fields(self, within: SelectionSetNode, parent: Any) -> Iterator[tuple[FieldNode, Any]]:
        for one in within.selections:
            if isinstance(one, FragmentSpreadNode):
                fragment = self.fragments[one.name.value]
                yield from self._fields(fragment.selection_set, self._named(fragment.type_condition.name.value))
            elif isinstance(one, InlineFragmentNode):
                kind = self._named(one.type_condition.name.value) if one.type_condition else parent
                yield from self._fields(one.selection_set, kind)
            elif isinstance(one, FieldNode) and not one.name.value.startswith("__"):
                yield one, parent

    def _named(self, name: str) -> Any:
        return self.schema.get_type(name)


def asked(found: Any) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    """Every recorded query that was answered with what it cost."""
    if isinstance(found, list):
        for one in found:
            yield from asked(one)
    if not isinstance(found, dict):
        return
    told = found.get("response")
    told = told.get("body", told) if isinstance(told, dict) else {}
    cost = (told.get("extensions") or {}).get("cost") if isinstance(told, dict) else None
    if cost and isinstance(found.get("query"), str):
        yield found["query"], found.get("variables") or {}, cost["requestedQueryCost"]
    for one in found.values():
        yield from asked(one)


def test_it_is_reckoned_as_shopify_does(schema: GraphQLSchema, shared: Path) -> None:
    right = reckoned = 0
    for file in (shared / "contracts" / "shopify" / "exchanges").rglob("*.json"):
        for query, variables, cost in asked(json.loads(file.read_text(encoding="utf-8"))):
            try:
                found = Reckoning(schema, query, variables)
                points = found.points
            except (GraphQLError, KeyError, ValueError, AttributeError, TypeError):
                continue  # of another version, or refused
            if found.operation.operation is OperationType.QUERY and points:
                reckoned, right = reckoned + 1, right + (points == cost)
    assert reckoned > 50
    assert right / reckoned > 0.7, f"{right} of {reckoned}"


def test_no_document_asks_for_more_than_a_query_may(schema: GraphQLSchema) -> None:
    costs = {name: Reckoning(schema, document(name), {}).points for name in names()}
    assert {name: cost for name, cost in costs.items() if cost > MOST / 2} == {}
    assert costs["orders"] > costs["order"] > 50
