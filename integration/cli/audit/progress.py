"""Standard error while a long input is read: a running count on a terminal, and what is wrong in any case."""

import sys
import time

import click
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from connectors.files.entry import Problem
from integration.cli.audit.wording import safe

_QUIET_SECONDS = 1.0


class Progress:
    """Counts `unit`; short work shows nothing."""

    def __init__(self, unit: str) -> None:
        self.unit, self.done, self.started = unit, 0, time.monotonic()
        self.bar: Bar | None = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()

    def advance(self, number: int) -> None:
        self.done += number
        if self.bar:
            self.bar.update(self.bar.task_ids[0], completed=self.done)
        elif sys.stderr.isatty() and time.monotonic() - self.started > _QUIET_SECONDS:
            columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} " + self.unit), TimeElapsedColumn())
            self.bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self.bar.add_task("", total=None, completed=self.done)
            self.bar.start()

    def tell(self, problem: Problem) -> None:
        said = safe(str(problem), 500)
        if self.bar:
            self.bar.console.print(said, markup=False, highlight=False)
        else:
            click.echo(said, err=True)
