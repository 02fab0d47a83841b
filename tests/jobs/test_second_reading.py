"""A second reader is asked about what is vague, and believed only with a quote that is in the text."""

import json
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from integration.domain.audit import audit
from integration.domain.audit.second_reading import SECOND_READER, with_quotes
from integration.domain.commerce import Policy, PolicyKind
from integration.domain.document import read_text
from integration.languages import lexicons
from integration.store import audits, catalogue, second_readings, shops
from integration.store.session import read, write
from integration.store.tables import DocumentRow, FindingRow, ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from jobs.second_reading import read_again, readers
from tests.clock import Clock

TEXT = "Refunds are paid as soon as possible. Parcels may be delayed before Christmas."
REFUNDS = "Refunds are paid as soon as possible."


class Model:
    """An endpoint that answers as told, and remembers what it was asked."""

    def __init__(self, server: HTTPServer) -> None:
        self.asked: list[dict[str, object]] = []
        self.content = "{}"
        self.status = 200
        self.url = server.url_for("/v1")
        server.expect_request("/v1/chat/completions", method="POST").respond_with_handler(self.answer)

    def answer(self, request: Request) -> Response:
        self.asked.append({"key": request.headers.get("authorization"), **json.loads(request.data)})
        body = json.dumps({"choices": [{"message": {"content": self.content}}]})
        return Response(body, self.status, content_type="application/json")


@pytest.fixture
def model() -> Iterator[Model]:
    with HTTPServer("127.0.0.1") as server:
        yield Model(server)


def kept(context: Context, shop: ShopRow) -> int:
    """The id of the reading of a page with two vague details."""
    with write(context.engine) as session:
        page = catalogue.save_policy(
            session, shop.id, Policy("1", PolicyKind.REFUND, "Returns", f"<p>{TEXT}</p>", "en"), context.clock()
        )
        session.commit()
        page_id = page.id
    audit_document(context, page_id)
    with read(context.engine) as session:
        return audits.latest(session, shop.id, page_id).id


def connected(context: Context, shop: ShopRow, model: Model) -> None:
    with write(context.engine) as session:
        sealed = context.vault.seal({"model": "tiny", "key": "sk-hush"})
        shops.save_connection(session, shop.id, "openai", sealed, context.clock(), url=model.url)
        session.commit()


def waiting(context: Context) -> list[int]:
    with read(context.engine) as session:
        return second_readings.unasked(session, readers(), 10)


def found(context: Context, shop: ShopRow) -> dict[str, FindingRow]:
    with read(context.engine) as session:
        return {row.code: row for row in audits.findings(session, shop.id)}


def test_a_quote_from_the_text_is_believed_and_another_is_not(context: Context, shop: ShopRow, model: Model) -> None:
    audit_id = kept(context, shop)
    connected(context, shop, model)
    assert waiting(context) == [audit_id]
    model.content = json.dumps(
        {
            "return.refund_time": {"stated": True, "quote": REFUNDS},
            "shipping.delay_loss": {"stated": True, "quote": "Parcels are never late."},
            "return.window": {"stated": True, "quote": REFUNDS},
        }
    )
    read_again(context, audit_id)
    rows = found(context, shop)
    time = rows["return.refund_time"]
    assert (time.state, time.rule, time.quote, time.facts) == ("present", SECOND_READER, REFUNDS, [])
    assert TEXT[time.text_start : time.text_end] == REFUNDS
    with read(context.engine) as session:
        assert "return.refund_time" in session.get_one(DocumentRow, time.document_id).said.split()
    assert rows["shipping.delay_loss"].state == "vague"
    assert rows["return.window"].state == "missing", "it was asked about what is vague only"
    [asked] = model.asked
    assert asked["key"] == "Bearer sk-hush"
    assert asked["model"] == "tiny"
    told = json.loads(asked["messages"][1]["content"])
    assert told["page"] == TEXT
    assert set(told["questions"]) == {"return.refund_time", "shipping.delay_loss"}
    assert waiting(context) == []


def test_nothing_is_asked_until_a_shop_connects_one(context: Context, shop: ShopRow, model: Model) -> None:
    audit_id = kept(context, shop)
    assert waiting(context) == []
    read_again(context, audit_id)
    assert model.asked == []


def test_while_it_is_silent_the_rules_reading_stands_and_it_is_asked_later(
    context: Context, shop: ShopRow, model: Model, clock: Clock
) -> None:
    audit_id = kept(context, shop)
    connected(context, shop, model)
    model.status = 503
    read_again(context, audit_id)
    read_again(context, audit_id)
    assert len(model.asked) == 1
    assert found(context, shop)["return.refund_time"].state == "vague"
    assert waiting(context) == [audit_id]
    model.status, model.content = 200, json.dumps({"return.refund_time": {"stated": True, "quote": REFUNDS}})
    clock.advance(minutes=20)
    read_again(context, audit_id)
    assert found(context, shop)["return.refund_time"].state == "present"


@pytest.mark.parametrize("content", ["", "[]", '"yes"', '{"return.refund_time": "yes"}', "{"])
def test_an_answer_beside_the_point_changes_nothing(
    context: Context, shop: ShopRow, model: Model, content: str
) -> None:
    audit_id = kept(context, shop)
    connected(context, shop, model)
    model.content = content
    read_again(context, audit_id)
    assert found(context, shop)["return.refund_time"].state == "vague"


def test_a_refused_key_pauses_the_connection(context: Context, shop: ShopRow, model: Model) -> None:
    audit_id = kept(context, shop)
    connected(context, shop, model)
    model.status = 401
    read_again(context, audit_id)
    with read(context.engine) as session:
        assert shops.connection(session, shop.id, "openai").state == "paused"
    assert waiting(context) == []


@pytest.mark.parametrize("quote", ["", "soon", " ", "Refunds are paid as soon as possible!", "x" * 300, TEXT.upper()])
def test_what_is_no_quote_of_the_text_is_not_believed(quote: str) -> None:
    document = read_text(TEXT, id="1", kind="policy")
    reading = audit(document, lexicons())
    assert with_quotes(reading, document, {"return.refund_time": quote}) == reading
