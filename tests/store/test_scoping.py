"""No store function returns or changes another shop's row.

Every public function that takes a session and a shop (or a row of one) is called for shop A with the keys of shop B's
rows, where both shops share every natural key: nothing of B comes back, B's rows stay as they were, and A is told the
same when B is gone. Called for B the same way it does answer or change something, or the test would prove nothing.
A new function is found by itself.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

from integration import store
from integration.store import tables
from integration.store.session import write
from integration.store.tables import ShopRow
from tests.store.scoping import (
    CIRCUMSTANCES,
    ID_B,
    MARK_B,
    functions,
    make_shops,
    plain,
    rows_of,
    set_scene,
    watch_writes,
    ways,
)

BY_MODULE: Mapping[str, dict[str, Callable[..., Any]]] = defaultdict(dict)
for full_name, found in functions():
    BY_MODULE[full_name.partition(".")[0]][full_name] = found


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    make_shops(engine)
    with write(engine) as session:
        session.info["written"] = watch_writes(session)
        yield session


def asked(session: Session, name: str, shop_id: int, without_b: bool = False) -> Iterator[tuple[str, bool]]:
    """For every way to call it: what it says, and whether it changed rows of B. All is undone."""
    module = name.partition(".")[0]
    function = BY_MODULE[module][name]
    for scene in CIRCUMSTANCES.get(module, [None]):
        savepoint = session.begin_nested()
        set_scene(session, scene)
        if without_b:
            set_scene(session, delete(ShopRow).where(ShopRow.id == ID_B))
        for arguments in ways(session, function, shop_id):
            yield answer(session, function, arguments)
        savepoint.rollback()
        session.expire_all()


def answer(session: Session, function: Callable[..., Any], arguments: dict[str, Any]) -> tuple[str, bool]:
    written: set[str] = session.info["written"]
    written.clear()
    attempt = session.begin_nested()
    try:
        said = str(plain(function(session, **arguments)))
        session.flush()
    except IntegrityError:
        attempt.rollback()
        return "refused", False
    touched = set(written)
    after = rows_of(session, ID_B, touched)
    attempt.rollback()
    session.expire_all()
    return said, after != rows_of(session, ID_B, touched)


@pytest.mark.parametrize("module", sorted(BY_MODULE))
def test_no_function_reaches_into_another_shop(session: Session, module: str) -> None:
    shop_a = session.exec(select(ShopRow.id).where(ShopRow.id != ID_B)).one()
    for name in BY_MODULE[module]:
        with_b = list(asked(session, name, shop_a))
        for said, b_changed in with_b:
            assert MARK_B not in said, name
            assert str(ID_B) not in said, name
            assert not b_changed, name
        alone = [said for said, _ in asked(session, name, shop_a, without_b=True)]
        told = [said for said, _ in with_b]
        assert [one for one in zip(told, alone, strict=True) if "refused" not in one and one[0] != one[1]] == [], name
        own = list(asked(session, name, ID_B))
        assert any(MARK_B in said or str(ID_B) in said or changed or tells(name, said) for said, changed in own), name


FIGURES = frozenset(
    {
        "audits.read_before",
        "contradictions.count_contradictions",
        "contradictions.count_texts",
        "content_list.count_products",
        "content_list.count_unsaid",
        "privacy.count_waiting",
        "overview.count_sent",
        "translations.translated_stores",
        "trips.trips",
        "incident_evidence.heard_of",
        "incident_list.count_orders",
        "incident_list.count_letters",
        "incident_list.languages_of",
        "insights.count_arrived",
        "insights.insights",
        "heard.last_change",
        "heard.last_delivery",
        "history.progress",
        "learnt.learnt_until",
        "orders.newest_orders",
        "learnt.model_of",
        "replays.count_promised",
        "listed.unlisted_products",
        "sales.last_destinations",
        "tokens.is_to_be_noted",
        "inbox.counts",
        "notice_list.count_notices",
        "notices.days_named",
        "outbox.how_many",
        "numbers.standings",
        "order_list.count_orders",
        "order_list.has_orders",
        "order_parts.as_sold",
        "sent.by_itself_since",
        "sent.failed_since",
        "sent.open_orders_of",
        "sent.sent_since",
        "overview.overview",
        "write_backs.is_denied",
        "write_backs.our_events",
    }
)
"""These answer with a number or a word, which cannot show whose it is; that they answer at all is asked of them."""


def tells(name: str, said: str) -> bool:
    return name in FIGURES and said not in ("0", "None", "False", "{}", "[]")


ALL_SHOPS, GIVEN = "works for all shops, and gives ids or nothing", "goes on with the very row that its caller found"
OF_AN_ORDER = "a part of a statement on orders, which says whose"
WORKER_WIDE = {
    "audits._states": GIVEN,
    "audits.said_in": GIVEN,
    "audits.unread": ALL_SHOPS,
    "contradictions._decide": "its callers hand it the condition that names the shop",
    "dispatch._end": GIVEN,
    "dispatch.claim": "a sender's claim of the message it was rung with",
    "dispatch.due": ALL_SHOPS,
    "dispatch.unresolved": ALL_SHOPS,
    "inbox._end": GIVEN,
    "inbox.due": ALL_SHOPS,
    "inbox.forget_bodies": ALL_SHOPS,
    "inbox.holds": GIVEN,
    "inbox.release_lapsed": ALL_SHOPS,
    "installations.claim": "an answer is known by its nonce, and the shop is learnt from it",
    "keys.reseal": ALL_SHOPS,
    "order_list._arrived_at": OF_AN_ORDER,
    "publications.lapsed": ALL_SHOPS,
    "publications.take_over": "a job is rung with the publication, and learns the shop from it",
    "shops.connection_of": "whoever a vendor sends is known by the account, and the shop is learnt from it",
    "shops.connection_by_id": "a job is rung with the connection, and learns the shop from it",
    "shops.connections_due": ALL_SHOPS,
    "shops.visited": GIVEN,
    "write_backs.claim": "a job is rung with the row, and learns the shop from it",
    "write_backs.due": ALL_SHOPS,
    "tokens.token": "a caller is known by the token, and the shop is learnt from it",
}
"""Functions whose queries name no shop, each with its reason."""


def statements(source: str) -> Iterator[tuple[str, str]]:
    """Every function of a module that queries a shop's table, with its own text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            calls = [call for call in ast.walk(node) if isinstance(call, ast.Call)]
            if any(_queries(call) for call in calls):
                yield node.name, ast.get_source_segment(source, node) or ""


def _queries(call: ast.Call) -> bool:
    verb = getattr(call.func, "id", getattr(call.func, "attr", ""))
    named = {name.id for argument in call.args for name in ast.walk(argument) if isinstance(name, ast.Name)}
    return verb in ("select", "update", "delete", "get") and bool(named & SHOP_TABLES)


SHOP_TABLES = {name for name, row in vars(tables).items() if "shop_id" in getattr(row, "model_fields", ())}


def test_every_query_says_whose_rows_it_wants() -> None:
    silent = {
        f"{file.stem}.{name}"
        for file in sorted(Path(store.__file__).parent.glob("*.py"))
        for name, text in statements(file.read_text(encoding="utf-8"))
        if "shop_id" not in text
    }
    assert silent - set(WORKER_WIDE) == set(), "a query names no shop: scope it, or add it to WORKER_WIDE with a reason"
    assert set(WORKER_WIDE) - silent == set(), "WORKER_WIDE excuses what needs no excuse"


def test_every_table_of_a_shop_was_filled(session: Session) -> None:
    for table in SQLModel.metadata.sorted_tables:
        if "shop_id" in table.columns:
            owners = {row.shop_id for row in session.execute(table.select())}
            assert len(owners) == 2, table.name


def test_the_database_refuses_a_child_of_another_shops_parent(session: Session) -> None:
    shop_a = session.exec(select(ShopRow.id).where(ShopRow.id != ID_B)).one()
    tried = 0
    for table in SQLModel.metadata.sorted_tables:
        if any(len(key.columns) == 2 for key in table.foreign_key_constraints):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(table.update().where(table.c.shop_id == ID_B).values(shop_id=shop_a))
            tried += 1
    assert tried >= 10


def test_a_leak_would_be_noticed(session: Session) -> None:
    def reads(session: Session, shop_id: int, order_id: int) -> Any:
        return session.get(tables.OrderRow, order_id)

    def counts(session: Session, shop_id: int) -> int:
        return len(session.exec(select(tables.OrderRow)).all())

    def writes(session: Session, shop_id: int, order_id: int) -> None:
        session.get_one(tables.OrderRow, order_id).number = "another"

    shop_a = session.exec(select(ShopRow.id).where(ShopRow.id != ID_B)).one()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(BY_MODULE, "leaky", {f"leaky.{leak.__name__}": leak for leak in (reads, counts, writes)})
        assert all(MARK_B in said for said, _ in asked(session, "leaky.reads", shop_a))
        assert list(asked(session, "leaky.counts", shop_a)) != list(
            asked(session, "leaky.counts", shop_a, without_b=True)
        )
        assert all(changed for _, changed in asked(session, "leaky.writes", shop_a))
