"""`forthright audit`: what a merchant's own texts say and leave out, from their files alone."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console

from connectors.files.entry import Problem
from integration.cli.audit import as_json
from integration.cli.audit.lines import Answers, answer_file, of_documents, of_shops
from integration.cli.audit.progress import Progress
from integration.cli.audit.reading import Audited, audited
from integration.cli.audit.summary import Summary
from integration.cli.audit.table import show
from integration.cli.in_place import Unusable


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON object instead of tables.")
@click.option(
    "--html",
    "report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a report to read in a browser: one file, nothing loaded from anywhere.",
)
@click.option("--strict", is_flag=True, help="Exit 2 when any row or file could not be read whole.")
@click.option("--jsonl", "source", metavar="IN", help='JSON Lines to answer line by line, "-" for standard input.')
@click.option(
    "--shops", metavar="IN", help="JSON Lines with a shop a line: what its texts and settings contradict and lack."
)
@click.option("--out", "target", metavar="OUT", help='Where the answers go, "-" for standard output; .gz is packed.')
def audit(
    paths: tuple[Path, ...],
    wants_json: bool,
    report: Path | None,
    strict: bool,
    source: str | None,
    shops: str | None,
    target: str | None,
) -> None:
    """Find what shop texts say of price, fees, returns and shipping, the quote that proves it, and what is missing.

    PATH is a Shopify or WooCommerce product export (.csv), a policy page (.html .md .txt), JSON Lines, any of them as
    .gz, or a folder of such files. Nothing leaves this machine.

    \b
    forthright audit products.csv pages/ --html report.html
    forthright audit --jsonl texts.jsonl.gz --out answers.jsonl
    forthright audit --shops shops.jsonl --out contradictions.jsonl

    Exit codes: 0 nothing is missing; 1 something is, or pages contradict each other (never with --jsonl or --shops);
    2 wrong usage, or nothing could be read.
    """
    lines = source if shops is None else shops
    if (lines is None) != (target is None):
        raise click.UsageError("--jsonl or --shops and --out go together.")
    if [bool(paths), source is not None, shops is not None].count(True) != 1:
        raise click.UsageError("Give files or folders, or --jsonl IN --out OUT, or --shops IN --out OUT.")
    try:
        if lines is not None and target is not None:
            if report:
                raise click.UsageError("--html goes with files and folders, not with --jsonl or --shops.")
            _answer(lines, target, of_documents if shops is None else of_shops, wants_json, strict)
        else:
            _look(paths, wants_json, report, strict)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)


def _answer(source: str, target: str, answers: Answers, wants_json: bool, strict: bool) -> NoReturn:
    try:
        with Progress("lines") as progress:
            counts = answer_file(source, target, answers, progress.tell, progress.advance)
    except OSError as error:
        raise Unusable(f"{error.filename or target}: {error.strerror or error}") from error
    said = {"lines": counts.lines, "audited": counts.audited, "unreadable": counts.unreadable}
    if wants_json:
        click.echo(json.dumps(said), err=target == "-")
    sys.exit(2 if counts.audited == 0 or (strict and counts.unreadable) else 0)


def _look(paths: Iterable[Path], wants_json: bool, report: Path | None, strict: bool) -> NoReturn:
    if report and not report.parent.is_dir():
        raise Unusable(f"{report.parent}: no such folder for the report")
    summary = Summary()
    with Progress("documents") as progress:

        def tell(problem: Problem) -> None:
            summary.add_problem(problem)
            progress.tell(problem)

        found = _counted(audited(paths, tell), progress)
        if wants_json:
            as_json.write(found, summary, sys.stdout)
        else:
            for one in found:
                summary.add(one)
    if not wants_json and summary.documents:
        show(summary, Console())
    if report and summary.documents:
        _write_report(summary, report)
    if summary.documents == 0:
        click.echo(
            "Product exports (.csv), pages (.html .md .txt) and JSON Lines are looked for. Nothing could be read.",
            err=True,
        )
        sys.exit(2)
    sys.exit(2 if strict and summary.unreadable + summary.mended else _verdict(summary))


def _verdict(summary: Summary) -> int:
    return int(summary.something_is_missing() or bool(summary.contradictions()))


def _counted(found: Iterable[Audited], progress: Progress) -> Iterator[Audited]:
    for one in found:
        progress.advance(1)
        yield one


def _write_report(summary: Summary, report: Path) -> None:
    from integration.cli.audit.report import render

    try:
        report.write_text(render(summary, datetime.now(UTC).astimezone()), encoding="utf-8", errors="replace")
    except OSError as error:
        raise Unusable(f"{report}: {error.strerror or error}") from error
    click.echo(f"Report written to {report}", err=True)
