"""Texts that are our own: statements, demo pages, benchmark descriptions."""

import tomllib
from pathlib import Path

from integration.domain.document import Document, read_html, read_text

ROOT = Path(__file__).parents[2]


def pages() -> list[str]:
    found = [*(ROOT / "benchmarks" / "products").glob("*.html"), *(ROOT / "connectors" / "console").rglob("*.html")]
    return [path.read_text(encoding="utf-8") for path in sorted(found)]


def statements() -> dict[str, list[str]]:
    """By language, all of it that is or is not said."""
    path = Path(__file__).parent / "audit" / "statements.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {code: [text for texts in details.values() for text in texts] for code, details in table.items()}


def documents() -> list[Document]:
    read = [read_html(page, id=str(at), kind=kind) for at, page in enumerate(pages()) for kind in ("policy", "product")]
    told = [read_text("\n".join(texts), id=code, kind="policy") for code, texts in statements().items()]
    return [*read, *told]
