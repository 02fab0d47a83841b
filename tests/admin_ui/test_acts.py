"""What a person does on the screens: approve, hold, take back, settle, read again; each once, each in the log."""

import re

from flask.testing import FlaskClient
from redis import Redis
from rq import Queue

from integration.store.session import read
from integration.store.tables import InboxRow, OutboxRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop


def state(context: Context, message_id: int) -> str:
    with read(context.engine) as session:
        return session.get_one(OutboxRow, message_id).state


def act(client: FlaskClient, name: str, *ids: int, **form: str) -> str:
    """Posts the act and follows to the page it leads to."""
    answer = client.post(
        f"/notices/{name}", data={"notice": [str(each) for each in ids], **form}, follow_redirects=True
    )
    assert answer.status_code == 200
    return answer.text


def test_approving_queues_the_message_and_undo_takes_it_back(
    context: Context, owner: FlaskClient, full: FullShop, redis: Redis
) -> None:
    page = act(owner, "approve", full.proposed)
    assert state(context, full.proposed) == "waiting"
    assert "Approved; it goes out in a minute." in page
    offered = re.findall(r'name="notice" value="(\d+)"', page.partition('role="status"')[2].partition("</form>")[0])
    assert offered == [str(full.proposed)]
    page = act(owner, "undo", *map(int, offered))
    assert state(context, full.proposed) == "proposed"
    assert "Taken back; it waits for you again." in page
    log = owner.get("/activity/").text
    assert "message approved" in log
    assert "message decision taken back" in log


def test_approving_rings_the_sender(owner: FlaskClient, full: FullShop, redis: Redis) -> None:
    act(owner, "approve", full.proposed)
    assert Queue("deliver", connection=redis, serializer="json").count == 1


def test_what_has_moved_on_is_not_approved(context: Context, owner: FlaskClient, full: FullShop) -> None:
    for gone in (full.held, full.unresolved, 10**9):
        assert "Nothing was changed" in act(owner, "approve", gone)
    assert "Nothing was changed" in act(owner, "approve")
    assert state(context, full.held) == "held"


def test_a_held_message_keeps_its_reason_and_can_come_back(
    context: Context, owner: FlaskClient, full: FullShop
) -> None:
    page = act(owner, "hold", full.proposed, reason="Inês rang her up.")
    assert "Held; it will not be sent." in page
    assert state(context, full.proposed) == "held"
    assert "Inês rang her up." in owner.get("/activity/").text
    act(owner, "undo", full.proposed)
    assert state(context, full.proposed) == "proposed"


def test_many_are_approved_at_once(context: Context, owner: FlaskClient, full: FullShop) -> None:
    act(owner, "undo", full.held)
    page = act(owner, "approve", full.proposed, full.held)
    assert "Approved 2; they go out in a minute." in page
    assert {state(context, each) for each in (full.proposed, full.held)} == {"waiting"}


def test_a_person_settles_what_is_uncertain(context: Context, owner: FlaskClient, full: FullShop) -> None:
    assert "It was sent" in owner.get("/notices/?show=unresolved").text
    act(owner, "settle", full.unresolved, was="sent")
    assert state(context, full.unresolved) == "sent"
    assert "Nothing was changed" in act(owner, "settle", full.unresolved, was="unsent")


def test_a_delivery_is_read_again_once(context: Context, owner: FlaskClient, full: FullShop, redis: Redis) -> None:
    address = f"/deliveries/{full.failed_delivery}"
    assert "It is read again now" in owner.post(f"{address}/replay", follow_redirects=True).text
    with read(context.engine) as session:
        assert session.get_one(InboxRow, full.failed_delivery).state == "waiting"
    assert Queue("ingest", connection=redis, serializer="json").count == 1
    assert "It cannot be read again" in owner.post(f"{address}/replay", follow_redirects=True).text
    assert "read a delivery again" in owner.get("/activity/").text
