"""What a vendor meets at our webhook address."""

import base64
import hmac
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from threading import Event
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import event, text
from sqlmodel import select

from integration.store.session import read, write
from integration.store.shops import save_connection
from integration.store.tables import InboxRow, ShopRow
from integration.webhooks import MAX_BODY, Intake, blueprint
from integration.webhooks.drain import Drain
from integration.webhooks.group_commit import GroupCommit
from integration.webhooks.receivers import REREADS_PER_SECOND
from jobs.context import Context
from jobs.worker import work
from tests.clock import Clock
from tests.postbox import SECRET, PostboxContext, connect, headers, letter, with_postbox


@pytest.fixture
def postbox(context: Context, shop: ShopRow) -> PostboxContext:
    postbox = with_postbox(context)
    connect(postbox, shop)
    return postbox


@pytest.fixture
def intake(postbox: PostboxContext) -> Iterator[Intake]:
    intake = Intake(postbox)
    yield intake
    intake.close()


@pytest.fixture
def web(postbox: PostboxContext, intake: Intake) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(postbox, intake))
    return app.test_client()


ADDRESS = "/webhooks/postbox/wren-and-sons"


def rows(context: Context) -> list[InboxRow]:
    with read(context.engine) as session:
        return list(session.exec(select(InboxRow).order_by(InboxRow.id)))  # type: ignore[arg-type]


def test_a_delivery_is_kept_as_it_came(web: FlaskClient, postbox: PostboxContext, shop: ShopRow, clock: Clock) -> None:
    body = b'{"n": 1, "name": "caf\\u00e9", "url": "https:\\/\\/shop.example", "z": "\xff"}'
    assert web.post(ADDRESS, data=body, headers={**headers(body), "Cookie": "session=1"}).status_code == 200
    [row] = rows(postbox)
    assert (row.shop_id, row.connector, row.topic, row.body) == (shop.id, "postbox", "letter.arrived", body)
    assert (row.state, row.attempts, row.received_at, row.next_at) == ("waiting", 0, clock(), clock())
    assert row.headers["x-postbox-signature"] == headers(body)["X-Postbox-Signature"]
    assert "cookie" not in row.headers


def test_posted_rung_run_and_read(web: FlaskClient, intake: Intake, postbox: PostboxContext) -> None:
    body = letter(7)
    assert web.post(ADDRESS, data=body, headers=headers(body)).status_code == 200
    intake.close()
    work(lambda: postbox, threads=1, queues=("ingest",), burst=True)
    [row] = rows(postbox)
    assert (row.state, row.outcome, row.attempts) == ("done", "ignored: 7", 1)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"X-Postbox-Signature": ""},
        {"X-Postbox-Signature": "bm90IHRoZSBzaWduYXR1cmU="},
        headers(letter(1), secret="another shop's secret"),
        headers(letter(2)),
    ],
)
def test_forged_deliveries_leave_no_trace(web: FlaskClient, postbox: PostboxContext, sent: dict[str, str]) -> None:
    assert web.post(ADDRESS, data=letter(1), headers=sent).status_code == 401
    assert rows(postbox) == []


def test_the_signature_is_over_the_raw_bytes(web: FlaskClient, postbox: PostboxContext) -> None:
    assert web.post(ADDRESS, data=letter(1) + b"\n", headers=headers(letter(1))).status_code == 401
    form = b"payload=%7B%7D"
    sent = {**headers(form), "Content-Type": "application/x-www-form-urlencoded"}
    assert web.post(ADDRESS, data=form, headers=sent).status_code == 200
    assert rows(postbox)[0].body == form


def test_an_unsigned_ping_is_greeted_and_not_kept(web: FlaskClient, postbox: PostboxContext) -> None:
    assert web.post(ADDRESS, data=b"ping=1").status_code == 200
    assert rows(postbox) == []


def test_a_duplicate_is_welcome_and_kept_once(web: FlaskClient, postbox: PostboxContext) -> None:
    for _ in range(3):
        assert web.post(ADDRESS, data=letter(1), headers=headers(letter(1))).status_code == 200
    assert len(rows(postbox)) == 1


def test_an_unknown_topic_is_kept(web: FlaskClient, postbox: PostboxContext) -> None:
    sent = headers(letter(1), topic="never.heard.of")
    assert web.post(ADDRESS, data=letter(1), headers=sent).status_code == 200
    assert rows(postbox)[0].topic == "never.heard.of"


@pytest.mark.parametrize(
    "address", ["/webhooks/postbox/nobody", "/webhooks/nothing/wren-and-sons", "/webhooks/postbox"]
)
def test_nobody_lives_there(web: FlaskClient, postbox: PostboxContext, address: str) -> None:
    assert web.post(address, data=letter(1), headers=headers(letter(1))).status_code == 404
    assert rows(postbox) == []


def test_one_address_for_all_shops_reads_the_shop_from_the_delivery(
    web: FlaskClient, postbox: PostboxContext, shop: ShopRow, other_shop: ShopRow
) -> None:
    connect(postbox, other_shop, secret="theirs", url="https://another.example")
    for name, secret in ((shop.name, SECRET), ("another.example", "theirs")):
        sent = {**headers(letter(name), secret=secret), "X-Postbox-Shop": name}
        assert web.post("/webhooks/postbox", data=letter(name), headers=sent).status_code == 200
    assert [row.shop_id for row in rows(postbox)] == [shop.id, other_shop.id]
    crossed = {**headers(letter(9), secret="theirs"), "X-Postbox-Shop": shop.name}
    assert web.post("/webhooks/postbox", data=letter(9), headers=crossed).status_code == 401


def test_a_new_secret_holds_at_once_and_the_old_one_no_longer(
    web: FlaskClient, postbox: PostboxContext, shop: ShopRow
) -> None:
    assert web.post(ADDRESS, data=letter(1), headers=headers(letter(1))).status_code == 200
    connect(postbox, shop, secret="the new one")
    assert web.post(ADDRESS, data=letter(2), headers=headers(letter(2), secret="the new one")).status_code == 200
    assert web.post(ADDRESS, data=letter(3), headers=headers(letter(3))).status_code == 401


def test_the_hot_path_reads_no_database(web: FlaskClient, intake: Intake, postbox: PostboxContext) -> None:
    web.post(ADDRESS, data=letter(1), headers=headers(letter(1)))
    intake.close()
    said: list[str] = []
    event.listen(postbox.engine, "before_cursor_execute", lambda *given: said.append(given[2].split()[0]))
    web.post(ADDRESS, data=letter(2), headers=headers(letter(2)))
    assert "INSERT" in said
    assert "SELECT" not in said


def test_a_flood_of_forgeries_does_not_become_a_flood_of_reads(web: FlaskClient, postbox: PostboxContext) -> None:
    reads: list[str] = []
    event.listen(postbox.engine, "before_cursor_execute", lambda *given: reads.append(given[2]))
    started = time.monotonic()
    for _ in range(100):
        web.post(ADDRESS, data=letter(1))
    selects = sum("SELECT" in statement for statement in reads)
    assert selects <= 1 + REREADS_PER_SECOND * (2 + time.monotonic() - started)


def test_too_large_a_body_is_refused(web: FlaskClient, postbox: PostboxContext) -> None:
    body = b"x" * (MAX_BODY + 1)
    assert web.post(ADDRESS, data=body, headers=headers(body)).status_code == 413
    assert rows(postbox) == []


def test_the_largest_body_is_kept(web: FlaskClient, postbox: PostboxContext) -> None:
    body = b"x" * MAX_BODY
    assert web.post(ADDRESS, data=body, headers=headers(body)).status_code == 200
    assert rows(postbox)[0].body == body


def test_redis_down_does_not_show(postbox: PostboxContext) -> None:
    away = with_postbox(postbox, redis=Redis(unix_socket_path="/nowhere/redis.sock"))
    intake = Intake(away)
    app = Flask(__name__)
    app.register_blueprint(blueprint(away, intake))
    for number in range(20):
        body = letter(number)
        assert app.test_client().post(ADDRESS, data=body, headers=headers(body)).status_code == 200
    assert len(rows(away)) == 20
    intake.close()


def test_a_database_that_fails_asks_the_vendor_to_come_back(
    postbox: PostboxContext, caplog: pytest.LogCaptureFixture
) -> None:
    intake = Intake(postbox)
    app = Flask(__name__)
    app.register_blueprint(blueprint(postbox, intake))
    web = app.test_client()
    assert web.post(ADDRESS, data=letter(1), headers=headers(letter(1))).status_code == 200
    with write(postbox.engine) as session:
        session.execute(text("ALTER TABLE inbox RENAME TO inbox_away"))
        session.commit()
    refused = web.post(ADDRESS, data=letter(2), headers=headers(letter(2)))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert "could not be stored" in caplog.text
    with write(postbox.engine) as session:
        session.execute(text("ALTER TABLE inbox_away RENAME TO inbox"))
        session.commit()
    assert web.post(ADDRESS, data=letter(2), headers=headers(letter(2))).status_code == 200
    assert len(rows(postbox)) == 2
    intake.close()


def test_one_bad_row_does_not_take_its_group_along(
    postbox: PostboxContext, shop: ShopRow, caplog: pytest.LogCaptureFixture
) -> None:
    """The rows wait together for the writer, which the first of them holds up."""
    rung: list[int] = []
    writer = GroupCommit(postbox.engine, rung.extend)
    row = {"connector": "postbox", "topic": "", "headers": {}, "body": b"", "received_at": postbox.clock()}
    good = [{**row, "shop_id": shop.id, "delivery_id": str(number)} for number in range(8)]
    bad = {**row, "shop_id": 10**6, "delivery_id": "no such shop"}
    with ThreadPoolExecutor(9) as requests:
        with write(postbox.engine) as hold:
            hold.execute(text("UPDATE inbox SET topic = '' WHERE id = -1"))
            if postbox.engine.dialect.name == "postgresql":
                hold.execute(text("LOCK TABLE inbox"))
            answers = [requests.submit(writer.write, new, 20) for new in [*good[:4], bad, *good[4:]]]
            time.sleep(0.2)
            hold.rollback()
        outcomes = [answer.exception() for answer in answers]
    assert [number for number, outcome in enumerate(outcomes) if outcome is not None] == [4]
    assert len(rung) == len(rows(postbox)) == 8
    writer.close()


def test_a_full_queue_says_so_at_once() -> None:
    entered, leave = Event(), Event()

    def act(_items: list[int]) -> None:
        entered.set()
        leave.wait(5)

    drain: Drain[int] = Drain("slow", act, capacity=2, group=1)
    assert drain.put(1)
    assert entered.wait(5)
    assert [drain.put(number) for number in (2, 3, 4)] == [True, True, False]
    leave.set()
    drain.close()


def test_closing_finishes_what_was_put_in_and_allows_more() -> None:
    done: list[int] = []
    drain: Drain[int] = Drain("quick", done.extend, capacity=100, group=7)
    for number in range(50):
        assert drain.put(number)
    drain.close()
    assert done == list(range(50))
    drain.put(50)
    drain.close()
    assert done[-1] == 50


def test_threads_start_again_in_a_forked_child(postbox: PostboxContext, web: FlaskClient) -> None:
    assert web.post(ADDRESS, data=letter(1), headers=headers(letter(1))).status_code == 200

    def in_child() -> None:
        postbox.engine.dispose(close=False)
        answer = web.post(ADDRESS, data=letter(2), headers=headers(letter(2)))
        os._exit(0 if answer.status_code == 200 else 1)

    child = get_context("fork").Process(target=in_child)
    child.start()
    child.join(20)
    assert child.exitcode == 0
    assert len(rows(postbox)) == 2


TWILIO = "https://forthright.example/webhooks/twilio/wren-and-sons"


@pytest.fixture
def texting(context: Context, shop: ShopRow) -> Iterator[FlaskClient]:
    """A shop with Twilio and WhatsApp, behind its public address."""
    context = replace(context, public_url="https://forthright.example")
    keys = {"twilio": {"auth_token": "only-twilio"}, "whatsapp": {"app_secret": "s", "verify_token": "our-words"}}
    with write(context.engine) as session:
        for connector, credentials in keys.items():
            save_connection(session, shop.id or 0, connector, context.vault.seal(credentials), context.clock())
        session.commit()
    intake, app = Intake(context), Flask(__name__)
    app.register_blueprint(blueprint(context, intake))
    yield app.test_client()
    intake.close()


def test_what_signs_its_address_is_believed_at_the_public_one_and_answered_no_text(
    texting: FlaskClient, context: Context
) -> None:
    """Twilio would send plain words on to the customer."""
    told = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    signed = (TWILIO + "MessageSidSM1MessageStatusdelivered").encode()
    signature = base64.b64encode(hmac.digest(b"only-twilio", signed, "sha1")).decode()
    answer = texting.post(urlsplit(TWILIO).path, data=told, headers={"X-Twilio-Signature": signature})
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "<Response/>", "text/xml")
    assert [row.delivery_id for row in rows(context)] == ["SM1:delivered"]
    assert texting.post(urlsplit(TWILIO).path, data={"MessageSid": "SM2"}).status_code == 401


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [("whatsapp/wren-and-sons", "our-words", 200), ("whatsapp/wren-and-sons", "guess", 404),
     ("whatsapp/nobody", "our-words", 404), ("twilio/wren-and-sons", "our-words", 404)],
)  # fmt: skip
def test_a_vendor_that_asks_whose_the_address_is(texting: FlaskClient, path: str, token: str, status: int) -> None:
    query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
    answer = texting.get(f"/webhooks/{path}", query_string=query)
    assert answer.status_code == status
    assert (answer.text == "1158201444") is (status == 200)
