"""The report: one HTML file, set like a proof sheet, that loads nothing from anywhere."""

import base64
import hashlib
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from integration.cli.audit.picture import answers, bars, groups
from integration.cli.audit.proof import proof
from integration.cli.audit.reading import Audited
from integration.cli.audit.summary import Summary
from integration.cli.audit.wording import headline, most_missing, plural, safe, scope
from integration.domain.audit import RULES_VERSION
from integration.languages.details import details

_TEMPLATES = Path(__file__).with_name("templates")
_ADMIN_STYLE = [Path(__file__).parents[3] / "admin_ui" / "static" / name for name in ("tokens.css", "app.css")]
_WHOLE = 12
"""Pages, and products, that are set in full."""

_COLUMNS = 6


def render(summary: Summary, made_at: datetime) -> str:
    """The whole report. What is the shop's is escaped; only the style is inline, and the policy names its hash."""
    words = details()
    style = "\n".join(path.read_text(encoding="utf-8") for path in (*_ADMIN_STYLE, _TEMPLATES / "report.css"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    pages, products = summary.kept_pages[:_WHOLE], summary.worst_products[:_WHOLE]
    return (
        _environment()
        .get_template("report.html")
        .render(
            summary=summary,
            words=words,
            style=Markup(style),  # noqa: S704 (our own style sheet)
            style_hash=digest,
            made_at=made_at,
            headline=headline(summary),
            scope=scope(summary),
            most_missing=most_missing(summary, words),
            rules_version=RULES_VERSION,
            lacking=_lacking(summary),
            matrix=summary.kept_pages[:_COLUMNS],
            pages=pages,
            products=products,
            answers=(answers(summary, words, 900, "p-large"), answers(summary, words, 340, "p-small")),
            bars=(bars(summary, words, 900, "p-large"), bars(summary, words, 340, "p-small")),
        )
    )


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["groupby_group"] = groups
    environment.globals |= {
        "proof": proof,
        "plural": plural,
        "safe": safe,
        "place": _place,
        "lacking_here": Summary.lacking_on,
    }
    return environment


def _place(found: Audited, summary: Summary) -> str:
    """Where it stands; the file goes without saying when there is only one."""
    where = f"line {found.line}" if len(summary.files) == 1 else f"{Path(found.file).name}, line {found.line}"
    return where if found.published else f"{where}, not published"


def _lacking(summary: Summary) -> list[str]:
    """Every detail that the shop, or most of its products, leave out."""
    common = [code for code, marks in summary.product.items() if marks["missing"] * 2 > summary.products > 0]
    return summary.lacking() + common
