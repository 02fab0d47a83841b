"""`forthright run`, as a newcomer types it: a real process with its parts, on loopback."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORTHRIGHT_")}
    return {**kept, "FORTHRIGHT_DATA_DIR": str(data), "FORTHRIGHT_PORT": str(port), "PYTHONUNBUFFERED": "1"}


class Running:
    """A `forthright run` and what it has printed so far."""

    def __init__(self, data: Path, port: int) -> None:
        self.log = data.parent / f"run-{time.monotonic_ns()}.log"
        self.port = port
        self.started = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "integration.cli", "run"],
                cwd=ROOT, env=environment(data, port), stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def until_ready(self, seconds: float = 240) -> float:
        """Seconds from the start to the welcome."""
        while "Ctrl-C" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() - self.started < seconds, self.said
            time.sleep(0.02)
        return time.monotonic() - self.started

    def stop(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(120)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def running(data: Path) -> Iterator[Running]:
    run = Running(data, free_port())
    yield run
    run.stop(signal.SIGKILL)


def test_run_welcomes_signs_in_stops_cleanly_and_keeps_its_data(running: Running, data: Path) -> None:
    running.until_ready()
    link = re.search(r"Sign in +(http://\S+)", running.said)
    assert link, running.said
    assert "as you@demo.example" in running.said
    with urllib.request.urlopen(link[1]) as page:
        assert page.status == 200
    children = children_of(running.process.pid)
    assert len(children) >= 4  # web, worker, scheduler, Redis
    assert running.stop() == 0, running.said
    assert "Your data is kept" in running.said
    wait_until(lambda: not [pid for pid in children if alive(pid)])

    again = Running(data, running.port)
    try:
        again.until_ready()
        assert again.stop() == 0, again.said
    finally:
        again.stop(signal.SIGKILL)


def test_killed_outright_its_parts_end_too_and_the_next_start_works(running: Running, data: Path) -> None:
    running.until_ready()
    children = children_of(running.process.pid)
    running.stop(signal.SIGKILL)
    again = Running(data, free_port())
    try:
        again.until_ready()
        web_worker_scheduler = [pid for pid in children if "integration.cli" in command_of(pid)]
        wait_until(lambda: not [pid for pid in web_worker_scheduler if alive(pid)])
        assert again.stop() == 0, again.said
    finally:
        again.stop(signal.SIGKILL)


def test_an_address_of_another_machine_is_named(data: Path) -> None:
    outcome = run_once(environment(data, free_port()), "serve", "--host", "192.0.2.1")
    assert outcome.returncode == 2
    assert "cannot listen on 192.0.2.1" in outcome.stderr


def test_a_taken_port_is_named_with_the_way_out(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        outcomes = [run_once(environment(data, port), command) for command in ("run", "serve")]
    for outcome in outcomes:
        assert outcome.returncode == 2
        assert f"port {port} is taken" in outcome.stderr
        assert f"FORTHRIGHT_PORT={port + 1}" in outcome.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    outcome = run_once(environment(tmp_path / "file" / "data", free_port()))
    assert outcome.returncode == 2
    assert "cannot be written" in outcome.stderr
    assert "FORTHRIGHT_DATA_DIR" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_bad_setting_is_named(data: Path) -> None:
    outcome = run_once({**environment(data, 8000), "FORTHRIGHT_PORT": "eighty"})
    assert outcome.returncode == 2
    assert "FORTHRIGHT_PORT is 'eighty'" in outcome.stderr


def run_once(chosen: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "integration.cli", *(arguments or ("run",))]
    return subprocess.run(command, cwd=ROOT, env=chosen, capture_output=True, text=True, timeout=60, check=False)


def children_of(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    return [child for child, parent in pairs if parent == pid]


def command_of(pid: int) -> str:
    listing = subprocess.run(["ps", "-p", str(pid), "-o", "args="], capture_output=True, text=True, check=False)
    return listing.stdout


def alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-p", str(pid), "-o", "stat="], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_until(condition: "object", seconds: float = 15) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
