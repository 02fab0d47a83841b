"""`forthright deliveries`."""

import json

import pytest
from click.testing import CliRunner, Result
from redis import Redis
from sqlalchemy import Engine

from integration.cli import main
from integration.store import inbox
from integration.store.session import write
from tests.clock import Clock


@pytest.fixture
def ids(sqlite_engine: Engine, clock: Clock) -> list[int]:
    from integration.store.shops import create_shop

    with write(sqlite_engine) as session:
        shop = create_shop(session, "wren", clock())
        create_shop(session, "other", clock())
        row = {"shop_id": shop.id, "connector": "postbox", "headers": {"x-id": "7"}, "received_at": clock()}
        bodies = [b'{"n": 1}', b"\xff not text"]
        ids = inbox.record(
            session, [{**row, "topic": "t", "delivery_id": str(n), "body": body} for n, body in enumerate(bodies)]
        )
        inbox.claim(session, 1, clock(), 60)
        inbox.fail(session, ids[0], clock(), "the letter is torn")
        session.commit()
    return ids


@pytest.fixture
def run(sqlite_engine: Engine, redis_url: str, redis: Redis, monkeypatch: pytest.MonkeyPatch, tmp_path: object):
    monkeypatch.setenv("FORTHRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FORTHRIGHT_DATABASE_URL", sqlite_engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("FORTHRIGHT_REDIS_URL", redis_url)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["deliveries", *arguments])

    return run


def test_list(run, ids: list[int]) -> None:
    rows = json.loads(run("list", "--shop", "wren", "--json").stdout)
    assert [(row["id"], row["state"], row["attempts"], row["outcome"]) for row in rows] == [
        (ids[1], "waiting", 0, ""),
        (ids[0], "failed", 1, "the letter is torn"),
    ]
    assert rows[0]["received_at"] == "2026-03-02T09:00:00Z"
    assert len(json.loads(run("list", "--shop", "wren", "--state", "failed", "--json").stdout)) == 1
    assert "torn" in run("list", "--shop", "wren").stdout
    assert run("list", "--shop", "other").stdout.strip() == "nothing yet"


def test_show(run, ids: list[int]) -> None:
    told = json.loads(run("show", "--shop", "wren", str(ids[1]), "--json").stdout)
    assert (told["body"], told["headers"]) == ("\\xff not text", {"x-id": "7"})
    assert '{"n": 1}' in run("show", "--shop", "wren", str(ids[0])).stdout


def test_replay_puts_it_back_in_line_and_rings(run, ids: list[int], redis: Redis) -> None:
    assert run("replay", "--shop", "wren", str(ids[0])).exit_code == 0
    [waiting, again] = json.loads(run("list", "--shop", "wren", "--json").stdout)
    assert (waiting["state"], again["state"], again["attempts"]) == ("waiting", "waiting", 0)
    assert redis.llen("rq:queue:ingest") == 1
    refused = run("replay", "--shop", "wren", str(ids[0]))
    assert (refused.exit_code, "waiting already" in refused.stderr) == (2, True)


@pytest.mark.parametrize("command", ["show", "replay"])
def test_another_shops_delivery_is_none(run, ids: list[int], command: str) -> None:
    refused = run(command, "--shop", "other", str(ids[0]))
    assert (refused.exit_code, "the shop has no delivery" in refused.stderr) == (2, True)


def test_an_unknown_shop_is_named_with_those_there_are(run, ids: list[int]) -> None:
    refused = run("list", "--shop", "nobody")
    assert refused.exit_code == 2
    assert "there are: other, wren" in refused.stderr
