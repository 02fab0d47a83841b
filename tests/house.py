"""The house as its own files describe it: modules, their syntax trees, and the storeys of pyproject.toml."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("integration", "connectors", "jobs", "admin_ui")
MIGRATION_STEPS = "integration.migrations.versions"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    name: str
    lines: int
    tree: ast.Module

    def definitions(self) -> Iterator[Definition]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Definition))

    def imports(self) -> Iterator[str]:
        """What it imports, relative imports spelt out; `from a import b` gives a.b, since b may be a module."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                package = self.name.rsplit(".", node.level)[0] + "." if node.level else ""
                yield from (f"{package}{node.module or ''}.{name.name}".replace("..", ".") for name in node.names)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the four packages; the steps of the migrations are exempt from the rules."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    found = [(".".join(file.relative_to(ROOT).with_suffix("").parts), file) for file in files]
    return tuple(
        Module(name.removesuffix(".__init__"), len(text.splitlines()), ast.parse(text))
        for name, file in found
        if not name.startswith(MIGRATION_STEPS)
        for text in [file.read_text(encoding="utf-8")]
    )


def storeys() -> list[str]:
    """The modules that stand on a storey, from the layers contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [name.strip("() ") for layer in layers for name in layer.replace("|", ":").split(":")]


@cache
def committed_texts() -> tuple[tuple[str, str], ...]:
    """Path and text of every text file that git follows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(_texts(listed.split("\0")))


def _texts(paths: list[str]) -> Iterator[tuple[str, str]]:
    for path in filter(None, paths):
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
