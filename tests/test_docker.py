"""The compose file, held to what it promises; its services' own commands run as processes, for want of an engine."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker" / "compose.yml").read_text(encoding="utf-8"))
APP = ("migrate", "web", "worker", "scheduler")


def test_the_app_runs_without_root_on_a_read_only_system() -> None:
    for name in APP:
        service = COMPOSE["services"][name]
        assert service["read_only"] is True
        assert service["user"] == "10001"
        assert service["cap_drop"] == ["ALL"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108 the container's own


def test_long_running_services_wait_for_what_they_need() -> None:
    for name in ("web", "worker", "scheduler"):
        after = COMPOSE["services"][name]["depends_on"]
        assert after["migrate"]["condition"] == "service_completed_successfully"
        assert after["redis"]["condition"] == "service_healthy"
    for name in ("web", "postgres", "redis"):
        assert COMPOSE["services"][name]["healthcheck"]["test"]


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "docker" / "compose.yml").read_text(encoding="utf-8")
    for secret in ("POSTGRES_PASSWORD", "FORTHRIGHT_SECRET_KEYS"):
        assert f"${{{secret}:?" in text
        assert f"${{{secret}:-" not in text


def test_the_image_installs_by_hash_and_is_not_root() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text(encoding="utf-8")
    assert lines.count("--require-hashes") == 2
    assert "\nUSER forthright\n" in lines
    for folder in ("integration", "connectors", "jobs", "admin_ui"):
        assert f"COPY {folder} {folder}" in lines


def test_the_services_commands_run_against_postgresql_and_redis(
    postgresql_database: str, redis_url: str, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FORTHRIGHT_")}
    environment = {
        **kept,
        "FORTHRIGHT_DATA_DIR": str(tmp_path),
        "FORTHRIGHT_DATABASE_URL": postgresql_database,
        "FORTHRIGHT_REDIS_URL": redis_url,
        "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode(),
        "FORTHRIGHT_PUBLIC_URL": "https://forthright.example",
        "FORTHRIGHT_PORT": str(port),
    }
    migrate = subprocess.run(command_of("migrate"), cwd=ROOT, env=environment, timeout=60, check=False)
    assert migrate.returncode == 0
    running = {name: subprocess.Popen(command_of(name), cwd=ROOT, env=environment) for name in APP if name != "migrate"}
    try:
        wait_until_ready(port)
        time.sleep(1)
        assert {name: process.poll() for name, process in running.items()} == dict.fromkeys(running)
    finally:
        for process in running.values():
            process.send_signal(signal.SIGTERM)
        codes = {name: process.wait(30) for name, process in running.items()}
    assert codes == dict.fromkeys(running, 0)


def command_of(service: str) -> list[str]:
    program, *arguments = COMPOSE["services"][service]["command"]
    assert program == "forthright"
    local = ["127.0.0.1" if word == "0.0.0.0" else word for word in arguments]  # noqa: S104 only compared
    return [sys.executable, "-m", "integration.cli", *local]


def wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
