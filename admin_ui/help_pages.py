"""Help: a page per topic in plain words, with its source and what this very shop leaves out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template

from admin_ui.details import details
from admin_ui.help_topics import TOPICS, Topic
from integration.auth import context, visitor
from integration.domain.audit import RULES_VERSION
from integration.domain.audit.finding import PRODUCT_CODES
from integration.store.content_list import count_products, count_unsaid, policy_documents
from integration.store.history import progress
from integration.store.session import read
from integration.store.set_asides import set_asides
from jobs.coverage import Statement, statements

screen = Blueprint("help_pages", __name__, url_prefix="/help")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the shop's texts leave out: of its pages by detail, of its products how many lack each detail.

    `done` of `of` texts have been read by the present rules.
    """

    answers: Mapping[str, Statement]
    unsaid: Mapping[str, int]
    products: int
    done: int
    of: int

    def on_pages(self, topic: Topic) -> Sequence[Statement]:
        found = [self.answers[code] for code in topic.codes if code in self.answers]
        return [one for one in found if one.state != "present"]

    def on_products(self, topic: Topic) -> Mapping[str, int]:
        return {code: self.unsaid[code] for code in topic.of_products if self.unsaid.get(code)}

    def gaps(self, topic: Topic) -> int:
        return len(self.on_pages(topic)) + len(self.on_products(topic))


@screen.get("/")
def show() -> str:
    return render_template("help_index.html", topics=TOPICS, reading=_reading())


@screen.get("/<name>")
def topic(name: str) -> str:
    if name not in TOPICS:
        abort(404)
    return render_template("help_topic.html", topic=TOPICS[name], reading=_reading(), details=details())


def _reading() -> Reading:
    """In as many statements for a large shop as for a small one."""
    shop_id = visitor().shop_id
    with read(context().engine) as session:
        pages = policy_documents(session, shop_id)
        aside = {row.code for row in set_asides(session, shop_id) if row.document_id is None}
        unsaid = count_unsaid(session, shop_id, [code for code in PRODUCT_CODES if code not in aside])
        products = count_products(session, shop_id)
        done, of = progress(session, shop_id, RULES_VERSION)
        session.expunge_all()
    return Reading({one.code: one for one in statements(pages)}, unsaid, products, done, of)
