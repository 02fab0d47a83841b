"""With CI=true nothing is skipped silently: only what is on this list may be, and all of it is listed at the end."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures_surroundings import SHARED_ABSENT

ALLOWED = (SHARED_ABSENT,)


def pytest_configure(config: pytest.Config) -> None:
    named = os.environ.get("FORTHRIGHT_SHARED")
    if named is not None and not Path(named).is_dir():
        raise pytest.UsageError(f"FORTHRIGHT_SHARED names {named}, which is no folder")
    if not hasattr(config, "workerinput"):
        signal.signal(signal.SIGTERM, _stop)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "soak" in config.option.markexpr:
        return
    soak = [item for item in items if item.get_closest_marker("soak")]
    if soak:
        config.hook.pytest_deselected(items=soak)
        items[:] = [item for item in items if item not in soak]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    return _judged((yield))  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    return _judged((yield))  # type: ignore[return-value]


def _judged(report: Any) -> Any:
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason not in ALLOWED:
            report.outcome = "failed"
            report.longrepr = f"skipped under CI=true: {reason}"
    return report


def _stop(_signal: int, _frame: object) -> None:
    pytest.exit("SIGTERM", 130)  # so that fixtures stop the servers they started
