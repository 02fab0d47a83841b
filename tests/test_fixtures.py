"""The fixtures do what other tests take for granted."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from redis import Redis

from integration.store.session import read
from integration.store.shops import shops
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.clock import Clock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_starts_clean(context: Context, redis: Redis, shop: ShopRow, turn: int) -> None:
    with read(context.engine) as session:
        assert [row.id for row in shops(session)] == [shop.id] == [1]
    assert redis.incr("turns") == 1


def test_the_clock_moves_when_told(context: Context, clock: Clock) -> None:
    before = context.clock()
    assert context.clock() == before
    assert (clock.advance(days=1) - before).days == 1


def test_no_test_leaves_this_machine() -> None:
    with socket.socket() as outward, pytest.raises(AssertionError, match="tests stay on this machine"):
        outward.connect(("192.0.2.1", 80))


@pytest.mark.browser
def test_the_browser_stays_on_this_machine(browser: "Browser") -> None:
    page = browser.new_page()
    page.set_content("<h1>Forthright</h1>")
    expect(page.locator("h1")).to_have_text("Forthright")
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.com/", timeout=5000)
    page.close()


def run_pytest(folder: Path, test: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(test, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.skips", "-p", "no:cacheprovider", "--rootdir", "."]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [*command, "test_it.py"], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )


def test_under_ci_an_unknown_skip_fails(tmp_path: Path) -> None:
    test = "import pytest\n\ndef test_it():\n    pytest.skip('no time')\n"
    assert run_pytest(tmp_path, test, CI="false").returncode == 0
    refused = run_pytest(tmp_path, test, CI="true")
    assert refused.returncode == 1
    assert "skipped under CI=true: no time" in refused.stdout


def test_under_ci_a_whole_file_is_not_skipped_either(tmp_path: Path) -> None:
    test = "import pytest\n\npytest.importorskip('no_such_module')\n"
    assert "skipped under CI=true" in run_pytest(tmp_path, test, CI="true").stdout


def test_under_ci_a_known_skip_is_listed(tmp_path: Path) -> None:
    test = "import pytest\n\ndef test_it():\n    pytest.skip('the shared folder is absent')\n"
    allowed = run_pytest(tmp_path, test, CI="true", PYTEST_ADDOPTS="-rs")
    assert allowed.returncode == 0
    assert "SKIPPED [1] test_it.py:4: the shared folder is absent" in allowed.stdout


def test_a_shared_folder_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    refused = run_pytest(tmp_path, "def test_it(): pass\n", FORTHRIGHT_SHARED="/no/such/folder")
    assert refused.returncode != 0
    assert "FORTHRIGHT_SHARED names /no/such/folder, which is no folder" in refused.stderr
