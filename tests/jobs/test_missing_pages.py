"""A page that the shop lacks is written from its terms, created once, read as any other, and taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from connectors.console.desk import ConsolePublisher
from integration.domain.pages import kind_named
from integration.languages.wording import wording, written
from integration.ports import Temporary
from integration.store import activity, catalogue, publications, shops
from integration.store.drafted_pages import mark_gone
from integration.store.session import read, write
from integration.store.tables import DocumentRow, PublicationRow, ShopRow
from jobs.context import Context
from jobs.missing_pages import MissingPage, create_page, missing_pages, unseen_pages
from jobs.publish import MOST_ATTEMPTS, publish, resume, undo
from jobs.sync import sync_connection
from jobs.terms import save_terms
from tests.admin_ui.demo_page import open_demo_page, turn_german
from tests.api.test_terms import ENTERED
from tests.clock import Clock
from tests.connectors.store import Store
from tests.connectors.test_woocommerce_creation import Site

OWNER = "ines@example.com"


class Desk:
    """A shop of one English page whose buyers read German too, and what its demo store shows."""

    def __init__(self, context: Context, shop: ShopRow, folder: Path) -> None:
        self.context, self.shop_id, self.folder = context, shop.id or 0, folder / "pages"
        turn_german(context, shop)
        open_demo_page(context, shop, folder)
        save_terms(context, self.shop_id, ENTERED, OWNER)

    def lacking(self) -> list[MissingPage]:
        return missing_pages(self.context, self.shop_id, "refund")

    def create(self) -> PublicationRow:
        [page] = self.lacking()
        return create_page(self.context, self.shop_id, page, OWNER)

    def undo(self, row: PublicationRow) -> PublicationRow:
        after = undo(self.context, self.shop_id, row.id or 0, OWNER)
        assert after is not None
        return after

    def row(self, row: PublicationRow) -> PublicationRow:
        with read(self.context.engine) as session:
            found = publications.publication(session, self.shop_id, row.id or 0)
            assert found is not None
            return found

    def document(self, row: PublicationRow) -> DocumentRow:
        with read(self.context.engine) as session:
            found = catalogue.document(session, self.shop_id, row.document_id)
            assert found is not None
            return found

    @property
    def file(self) -> Path:
        return self.folder / "made-refund.de.html"

    def acts(self) -> list[str]:
        with read(self.context.engine) as session:
            return [line.act for line in activity.activity(session, self.shop_id)]


@pytest.fixture
def desk(context: Context, shop: ShopRow, tmp_path: Path) -> Desk:
    return Desk(context, shop, tmp_path)


def test_a_page_is_created_read_and_taken_back(desk: Desk) -> None:
    [page] = desk.lacking()
    assert (page.language, page.title, "30 Tagen" in page.html) == ("de", "Rückgabe und Erstattung", True)
    assert "return.window" in page.says
    assert "return.refund_time" in page.lacking
    row = desk.create()
    assert (row.state, row.creates, row.locale) == ("published", "refund", "de")
    assert "30 Tagen" in desk.file.read_text(encoding="utf-8")
    document = desk.document(row)
    assert (document.vendor_id, document.deleted_at, document.audit_id is not None) == ("made-refund", None, True)
    assert desk.lacking() == []
    assert desk.undo(row).state == "undone"
    assert not desk.file.exists()
    assert desk.document(row).deleted_at is not None
    assert len(desk.lacking()) == 1
    assert desk.acts()[:2] == ["page taken back", "page created"]


def test_what_was_changed_by_hand_is_not_deleted(desk: Desk) -> None:
    row = desk.create()
    desk.file.write_text("<h1>Rückgabe</h1><p>Von Hand.</p>", encoding="utf-8")
    row = desk.undo(row)
    assert (row.state, row.current) == ("published", "<h1>Rückgabe</h1><p>Von Hand.</p>")
    assert desk.file.exists()


def test_a_page_that_its_merchant_deleted_can_be_created_again(desk: Desk) -> None:
    row = desk.create()
    desk.file.unlink()
    with write(desk.context.engine) as session:
        mark_gone(session, desk.shop_id, row.document_id, desk.context.clock())
        session.commit()
    assert unseen_pages(desk.context, desk.shop_id, "refund") == []
    assert len(desk.lacking()) == 1
    assert desk.undo(row).state == "undone", "what is gone is gone"


def test_a_page_that_was_made_meanwhile_is_not_written_over(desk: Desk) -> None:
    desk.folder.mkdir(parents=True, exist_ok=True)
    desk.file.write_text("<h1>Rückgabe</h1><p>Von Hand.</p>", encoding="utf-8")
    row = desk.create()
    assert (row.state, row.current) == ("refused", "<h1>Rückgabe</h1><p>Von Hand.</p>")
    assert "has such a page already" in row.reason
    assert desk.file.read_text(encoding="utf-8") == "<h1>Rückgabe</h1><p>Von Hand.</p>"
    assert desk.document(row).deleted_at is not None, "a draft of ours is no page of the shop"


@pytest.mark.parametrize("came_through", [True, False])
def test_an_answer_that_was_lost_makes_no_second_page(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch, came_through: bool
) -> None:
    whole = ConsolePublisher.create_policy

    def lost(*given: object) -> None:
        if came_through:
            whole(*given)  # type: ignore[arg-type]
        raise Temporary("the line broke")

    with monkeypatch.context() as broken:
        broken.setattr(ConsolePublisher, "create_policy", lost)
        row = desk.create()
    assert row.state == "publishing"
    assert desk.lacking() == [], "it is under way"
    clock.advance(minutes=2)
    resume(desk.context, row.id or 0)
    assert desk.row(row).state == "published"
    assert len(list(desk.folder.glob("made-*"))) == 1
    assert desk.undo(desk.row(row)).state == "undone"
    assert not desk.file.exists()


def test_a_deletion_whose_answer_was_lost_is_found_done(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, whole = desk.create(), ConsolePublisher.delete_policy

    def lost(*given: object) -> None:
        whole(*given)  # type: ignore[arg-type]
        raise Temporary("the line broke")

    with monkeypatch.context() as broken:
        broken.setattr(ConsolePublisher, "delete_policy", lost)
        assert desk.undo(row).state == "undoing"
    clock.advance(minutes=2)
    resume(desk.context, row.id or 0)
    assert desk.row(row).state == "undone"


def test_what_failed_is_tried_again(desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object) -> None:
        raise Temporary("the line broke")

    with monkeypatch.context() as broken:
        broken.setattr(ConsolePublisher, "create_policy", lost)
        row = desk.create()
        for _ in range(MOST_ATTEMPTS):
            clock.advance(hours=1)
            resume(desk.context, row.id or 0)
    assert desk.row(row).state == "failed"
    again = publish(desk.context, desk.shop_id, row.id or 0, OWNER)
    assert again is not None
    assert again.state == "published"


@pytest.fixture
def store() -> Iterator[Store]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield Store(server)


def test_a_draft_counts_nowhere_until_its_merchant_publishes_it(context: Context, shop: ShopRow, store: Store) -> None:
    site, shop_id = Site(store), shop.id or 0
    keys = {"key": store.key, "secret": store.secret, "wordpress_user": "ines", "wordpress_password": "abcd efgh"}
    with write(context.engine) as session:
        connection = shops.save_connection(
            session, shop_id, "woocommerce", context.vault.seal(keys), context.clock(), url=store.url
        )
        session.commit()
        connection_id = connection.id or 0
    save_terms(context, shop_id, ENTERED, OWNER)
    [page] = missing_pages(context, shop_id, "refund")
    row = create_page(context, shop_id, page, OWNER)
    assert (row.state, site.rows[40]["status"]) == ("published", "draft")
    assert missing_pages(context, shop_id, "refund") == []
    [waiting] = unseen_pages(context, shop_id, "refund")
    assert (waiting.document.title, waiting.document.published) == (page.title, False)
    sync_connection(context, connection_id)
    assert len(unseen_pages(context, shop_id, "refund")) == 1
    site.rows[40]["status"] = "publish"
    site.open_to_all = True
    sync_connection(context, connection_id)
    assert unseen_pages(context, shop_id, "refund") == []
    assert missing_pages(context, shop_id, "refund") == []
    undone = undo(context, shop_id, row.id or 0, OWNER)
    assert undone is not None
    assert (undone.state, site.rows[40]["status"]) == ("undone", "trash")
    assert len(missing_pages(context, shop_id, "refund")) == 1


def test_another_shop_lacks_its_own(desk: Desk, other_shop: ShopRow) -> None:
    row = desk.create()
    assert missing_pages(desk.context, other_shop.id or 0, "refund") == []
    assert undo(desk.context, other_shop.id or 0, row.id or 0, OWNER) is None


def test_a_page_that_cannot_say_anything_is_none(desk: Desk) -> None:
    [page] = desk.lacking()
    assert replace(page, html=page.html + " ").mark != page.mark
    save_terms(desk.context, desk.shop_id, {}, OWNER)
    assert all(page.html for page in missing_pages(desk.context, desk.shop_id, "shipping"))


@pytest.mark.parametrize("language", [*sorted(written()), "zh-Hant"])
@pytest.mark.parametrize("kind", ["refund", "shipping", "terms", "faq"])
def test_a_created_page_is_known_by_its_title_when_the_store_is_read(language: str, kind: str) -> None:
    assert kind_named(wording(language).title(kind)) == kind
