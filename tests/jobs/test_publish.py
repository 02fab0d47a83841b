"""A text is put into the shop once, over the words that were read, and taken back; nothing is lost half-way."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import Session, delete
from werkzeug import Response

from integration.domain.commerce import Product
from integration.store import activity, audits, catalogue, publications, shops
from integration.store.session import read, write
from integration.store.tables import ConnectionRow, DocumentRow, PublicationRow, ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from jobs.publish import MOST_ATTEMPTS, publish, resume, undo
from jobs.reconcile import sweep
from tests.clock import Clock
from tests.connectors.shelf import Shelf
from tests.connectors.store import Store, as_json, as_page

TEXT = "<p>100% linen, washed twice. 70 × 140 cm.</p>"
CLAUSE = "<p>Wash at 40 °C; do not tumble dry.</p>"
OWNER = "ines@example.com"


@dataclass
class Bench:
    """A shop whose one product can be written, and how to look at what became of it."""

    context: Context
    shelf: Shelf
    shop_id: int
    document_id: int

    def draft(self, after: str = TEXT + CLAUSE) -> int:
        with write(self.context.engine) as session:
            document = self.document(session)
            row = publications.draft(
                session, document, ["product.care_or_usage"], TEXT, after, OWNER, self.context.clock()
            )
            session.commit()
            return row.id or 0

    def publish(self, publication_id: int) -> PublicationRow:
        row = publish(self.context, self.shop_id, publication_id, OWNER)
        assert row is not None
        return row

    def undo(self, publication_id: int) -> PublicationRow:
        row = undo(self.context, self.shop_id, publication_id, OWNER)
        assert row is not None
        return row

    def row(self, publication_id: int) -> PublicationRow:
        with read(self.context.engine) as session:
            row = publications.publication(session, self.shop_id, publication_id)
            assert row is not None
            return row

    def document(self, session: Session) -> DocumentRow:
        document = catalogue.document(session, self.shop_id, self.document_id)
        assert document is not None
        return document

    def versions(self) -> list[str]:
        with read(self.context.engine) as session:
            return [row.html for row in catalogue.versions(session, self.shop_id, self.document_id)]

    def care(self) -> tuple[str, str]:
        """What the text as it stands says of washing, and what has changed in that."""
        with read(self.context.engine) as session:
            found = audits.findings(session, self.shop_id, document_id=self.document_id)
            return next((row.state, row.change) for row in found if row.code == "product.care_or_usage")

    def log(self) -> list[tuple[str, str]]:
        with read(self.context.engine) as session:
            return [(line.act, line.actor) for line in activity.activity(session, self.shop_id)]


@pytest.fixture
def store() -> Iterator[Store]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Store(server)


@pytest.fixture
def bench(context: Context, shop: ShopRow, store: Store) -> Bench:
    shelf, shop_id = Shelf(store, description=TEXT), shop.id or 0
    sealed = context.vault.seal({"key": store.key, "secret": store.secret})
    with write(context.engine) as session:
        shops.save_connection(session, shop_id, "woocommerce", sealed, context.clock(), url=store.url)
        row = catalogue.save_product(session, shop_id, Product("501", "Towel", TEXT), context.clock())
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    return Bench(context, shelf, shop_id, document_id)


def test_a_clause_is_published_kept_read_at_once_and_undone(bench: Bench) -> None:
    assert bench.care() == ("missing", "")
    row = bench.publish(bench.draft())
    assert (row.state, row.after, bench.shelf.held["description"]) == ("published", TEXT + CLAUSE, TEXT + CLAUSE)
    assert bench.versions() == [TEXT + CLAUSE, TEXT]
    assert bench.care() == ("present", "fixed")
    row = bench.undo(row.id or 0)
    assert (row.state, row.undone_by, bench.shelf.held["description"]) == ("undone", OWNER, TEXT)
    assert bench.care() == ("missing", "new")
    assert bench.log()[:2] == [("text put back", OWNER), ("text published", OWNER)]


def test_a_text_that_was_changed_meanwhile_is_refused_with_what_stands_there(bench: Bench) -> None:
    bench.shelf.held["description"] = "<p>Cotton.</p>"
    row = bench.publish(bench.draft())
    assert (row.state, row.current) == ("refused", "<p>Cotton.</p>")
    assert bench.versions()[0] == "<p>Cotton.</p>", "it is read anew, so that the screen shows it"
    assert bench.shelf.writes == []
    assert bench.publish(row.id or 0).state == "refused", "what was refused is not tried again blindly"


def test_an_undo_over_somebody_elses_words_is_refused(bench: Bench) -> None:
    row = bench.publish(bench.draft())
    bench.shelf.held["description"] = TEXT + CLAUSE + "<p>By hand.</p>"
    row = bench.undo(row.id or 0)
    assert (row.state, row.current) == ("published", TEXT + CLAUSE + "<p>By hand.</p>")
    assert bench.shelf.held["description"].endswith("<p>By hand.</p>")


def test_an_undo_is_offered_for_thirty_days(bench: Bench, clock: Clock) -> None:
    row = bench.publish(bench.draft())
    clock.advance(days=30, seconds=1)
    assert bench.undo(row.id or 0).state == "published"
    assert bench.shelf.held["description"] == TEXT + CLAUSE


def test_a_call_that_broke_off_after_it_was_written_is_found_written(bench: Bench, clock: Clock) -> None:
    def broken() -> Response:
        bench.shelf.held["description"] = TEXT + CLAUSE
        bench.shelf.before_write = lambda: None
        return as_page(502)

    bench.shelf.before_write = broken
    row = bench.publish(bench.draft())
    assert row.state == "publishing"
    resume(bench.context, row.id or 0)
    assert bench.row(row.id or 0).state == "publishing", "not before its time"
    clock.advance(minutes=2)
    resume(bench.context, row.id or 0)
    assert bench.row(row.id or 0).state == "published"
    assert bench.shelf.writes == [], "found there, not written twice"
    assert bench.undo(row.id or 0).state == "undone"
    assert bench.shelf.held["description"] == TEXT


def test_a_call_that_broke_off_before_it_was_written_is_made_again(bench: Bench, clock: Clock) -> None:
    bench.shelf.before_write = lambda: as_page(503)
    row = bench.publish(bench.draft())
    bench.shelf.before_write = lambda: None
    clock.advance(minutes=2)
    sweep(bench.context)
    resume(bench.context, row.id or 0)
    assert bench.row(row.id or 0).state == "published"
    assert len(bench.shelf.writes) == 1


def test_a_store_that_stays_silent_ends_in_a_failure_that_can_be_tried_again(bench: Bench, clock: Clock) -> None:
    bench.shelf.before_write = lambda: as_page(503)
    row = bench.publish(bench.draft())
    for _ in range(MOST_ATTEMPTS):
        clock.advance(hours=1)
        resume(bench.context, row.id or 0)
    row = bench.row(row.id or 0)
    assert row.state == "failed"
    assert "maintenance" in row.reason
    bench.shelf.before_write = lambda: None
    assert bench.publish(row.id or 0).state == "published"


def test_a_process_that_died_while_publishing_is_followed_by_another(bench: Bench, clock: Clock) -> None:
    publication_id = bench.draft()
    with write(bench.context.engine) as session:
        publications.start_publishing(session, bench.shop_id, publication_id, OWNER, clock(), 300.0)
        session.commit()
    assert bench.publish(publication_id).state == "publishing", "somebody has it"
    clock.advance(minutes=6)
    resume(bench.context, publication_id)
    assert bench.row(publication_id).state == "published"
    assert bench.log()[0] == ("text published", OWNER)


def test_a_refused_key_pauses_the_connection(bench: Bench) -> None:
    told = {"code": "woocommerce_rest_cannot_view", "message": "Sorry.", "data": {"status": 401}}
    bench.shelf.before_write = lambda: as_json(told, 401)
    assert bench.publish(bench.draft()).state == "failed"
    with read(bench.context.engine) as session:
        [connection] = shops.connections(session, bench.shop_id)
    assert connection.state == "paused"


def test_without_a_connection_that_writes_it_fails_and_says_so(bench: Bench) -> None:
    with write(bench.context.engine) as session:
        session.execute(delete(ConnectionRow))
        session.commit()
    row = bench.publish(bench.draft())
    assert row.state == "failed"
    assert "by hand" in row.reason


def test_of_two_storefronts_the_one_that_a_text_came_from_is_written(bench: Bench) -> None:
    """The other is the demo shop, which writes texts too."""
    context = bench.context
    with write(context.engine) as session:
        config = {"started_at": context.clock().isoformat(), "mail_dir": "mail"}
        sealed = context.vault.seal({})
        shops.save_connection(session, bench.shop_id, "console", sealed, context.clock(), config=config)
        session.commit()
    unknown = bench.publish(bench.draft())
    assert (unknown.state, "comes from" in unknown.reason) == ("failed", True)
    with write(context.engine) as session:
        catalogue.save_product(session, bench.shop_id, Product("501", "Towel", TEXT), context.clock(), "woocommerce")
        session.commit()
    row = bench.publish(bench.draft())
    assert (row.state, bench.shelf.held["description"]) == ("published", TEXT + CLAUSE)
    with write(context.engine) as session:
        shops.pause_connection(session, bench.shop_id, "woocommerce", "the key was refused")
        session.commit()
    row = bench.undo(row.id or 0)
    assert (row.state, "comes from" in row.reason) == ("published", True), "nothing is put into the other store"


def test_another_shop_publishes_nothing_of_ours(bench: Bench, other_shop: ShopRow) -> None:
    publication_id = bench.draft()
    assert publish(bench.context, other_shop.id or 0, publication_id, OWNER) is None
    assert undo(bench.context, other_shop.id or 0, publication_id, OWNER) is None
    assert bench.row(publication_id).state == "proposed"
