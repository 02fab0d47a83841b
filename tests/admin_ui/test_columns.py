"""The matrix of policy pages: a column a kind of page, a cell what has to be worked on."""

from admin_ui.columns import columns
from integration.store.content_list import ReadDocument
from tests.jobs.test_coverage import HOURS, WINDOW, page


def test_an_unread_page_has_nothing_in_its_cells() -> None:
    unread = ReadDocument(page("refund", "en", {}).document, None)
    assert columns([unread])[0].cell(WINDOW) == ("", None)


def test_columns_stand_as_a_buyer_would_open_them() -> None:
    kinds = [column.kind for column in columns([page(kind, "en", {}) for kind in ("privacy", "blog", "refund", "faq")])]
    assert kinds == ["refund", "faq", "other", "privacy"]


def test_a_cell_shows_the_page_that_needs_work() -> None:
    french = page("refund", "fr", {WINDOW: "missing"}, 2)
    (column,) = columns([page("refund", "en", {WINDOW: "present", HOURS: "missing"}), french])
    assert column.cell(WINDOW) == ("missing", french)
    assert column.cell(HOURS) == ("", None)


def test_a_second_page_of_a_kind_need_not_repeat_the_first() -> None:
    first = page("shipping", "en", {"shipping.tracking": "present"}, 1)
    (column,) = columns([first, page("shipping", "en", {"shipping.tracking": "missing"}, 2)])
    assert column.cell("shipping.tracking") == ("present", first)
