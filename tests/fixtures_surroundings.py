"""What lies around the project: the optional shared folder, a browser, and a network that ends at this machine."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED_ABSENT = "the shared folder is absent"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Recorded exports, deliveries and texts, which are not part of the project."""
    folder = Path(os.environ.get("FORTHRIGHT_SHARED", Path(__file__).parents[2] / "shared"))
    if not folder.is_dir():
        pytest.skip(SHARED_ABSENT)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with chromium(CHROMIUM_ARGUMENTS) as found:
        yield found


@contextmanager
def chromium(arguments: Sequence[str]) -> Iterator["Browser"]:
    from playwright.sync_api import expect, sync_playwright

    binary = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
    if binary is None:
        pytest.skip("no Chromium: install `chromium`")
    expect.set_options(timeout=30_000)  # as long as a click waits: a busy machine is no failure
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=binary, args=[*arguments])
        yield found
        found.close()


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """No test talks to another machine, whatever it believes it is calling."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    yield
    patch.undo()


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}; tests stay on this machine")
        return connect(self, address)

    return guarded


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
