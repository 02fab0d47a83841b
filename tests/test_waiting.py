"""A browser shows a page when it is ready: what a test reads in it at once is a race, what it expects is waited for."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import ROOT

AT_ONCE = {
    "all_inner_texts",
    "all_text_contents",
    "content",
    "count",
    "get_attribute",
    "inner_html",
    "inner_text",
    "input_value",
    "is_checked",
    "is_disabled",
    "is_enabled",
    "is_hidden",
    "is_visible",
    "text_content",
    "title",
}


def read_at_once(source: str) -> Iterator[int]:
    """The lines of assertions that look into a page without waiting for it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert) and any(map(_looks, ast.walk(node.test))):
            yield node.lineno


def _looks(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in AT_ONCE
    return isinstance(node, ast.Attribute) and node.attr == "url"


def test_no_test_reads_a_page_at_once() -> None:
    sources = {path.name: path.read_text() for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)}
    watched = {name: source for name, source in sources.items() if "playwright" in source}
    assert len(watched) > 8
    assert [(name, line) for name, source in watched.items() for line in read_at_once(source)] == []


def test_the_rule_would_notice() -> None:
    assert list(read_at_once("assert page.locator('p').count() == 3\nassert 'a' in page.inner_text('p')")) == [1, 2]
    assert list(read_at_once("assert 'token' not in frame.url")) == [1]
    assert list(read_at_once("expect(page.locator('p')).to_have_count(3)\nassert state() == 'sent'")) == []
