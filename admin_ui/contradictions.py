"""Where the shop's pages, products and settings cannot all be true, each side in its own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as Answer

from admin_ui.details import details
from admin_ui.downloads import csv_file
from admin_ui.paging import searched
from admin_ui.platform import Setting, setting_of
from admin_ui.undo import offer_undo
from admin_ui.words import gettext_noop, tell
from integration.auth import allow, context, visitor
from integration.domain.shop import ShopSettings
from integration.store import contradictions as kept
from integration.store.catalogue import documents_by_id
from integration.store.content_list import ReadDocument, count_products, policy_documents
from integration.store.session import read
from integration.store.shop_settings import shop_settings
from integration.store.tables import ContradictionRow, DocumentRow
from jobs import settle as jobs_settle
from jobs.coverage import language_of

screen = Blueprint("contradictions", __name__, url_prefix="/content/contradictions")

MOST_ELSEWHERE = 40
COMPARED_ONLY = {"order.minimum": gettext_noop("Smallest order")}
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Quote:
    document: DocumentRow
    words: str


@dataclass(slots=True)
class Side:
    """All that say the same: the first is shown, the others are named."""

    quotes: list[Quote] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Clash:
    row: ContradictionRow
    sides: Sequence[Side]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A detail that stands on one page and is looked for on another of the same language."""

    code: str
    page: ReadDocument
    said: ReadDocument


HEAD = (
    gettext_noop("Detail"),
    gettext_noop("How they disagree"),
    gettext_noop("One side"),
    gettext_noop("Where"),
    gettext_noop("The other side"),
    gettext_noop("Where"),
    gettext_noop("Right on both sides, says"),
    gettext_noop("Why"),
)


@screen.get("/")
def show() -> str:
    shop_id, search = visitor().shop_id, searched()
    with read(context().engine) as session:
        clashes, settled, settings = _clashes(session, shop_id)
        compared = kept.comparison(session, shop_id)
        pages = policy_documents(session, shop_id)
        products = count_products(session, shop_id)
        session.expunge_all()
    return render_template(
        "contradictions.html",
        clashes=clashes,
        shown=[clash for clash in clashes if _fits(clash, search)],
        settled=[clash for clash in settled if _fits(clash, search)],
        search=search,
        compared=compared,
        has_zones=bool(settings.zones),
        products=products,
        elsewhere=list(elsewhere(pages))[:MOST_ELSEWHERE],
        label=_label,
    )


@screen.get("/contradictions.csv")
def download() -> Response:
    """The open ones, and then those that a person called right on both sides."""
    search = searched()
    with read(context().engine) as session:
        clashes, settled, _ = _clashes(session, visitor().shop_id)
        session.expunge_all()
    found = [_line(clash) for clash in (*clashes, *settled) if _fits(clash, search)]
    return csv_file("contradictions", [tell(name) for name in HEAD], found)


def _clashes(session: Session, shop_id: int) -> tuple[list[Clash], list[Clash], ShopSettings]:
    """Those that stand, those that a person set aside, and the settings that a side may be."""
    settings = shop_settings(session, shop_id)
    rows, settled = kept.contradictions(session, shop_id), kept.settled(session, shop_id)
    sides = [said for row in (*rows, *settled) for said in row.sides]
    texts = documents_by_id(session, shop_id, {said["document_id"] for said in sides if "document_id" in said})
    first, second = ([_clash(row, texts, settings) for row in these] for these in (rows, settled))
    return first, second, settings


def _fits(clash: Clash, search: str) -> bool:
    return search.casefold() in " ".join(str(cell) for cell in _line(clash)).casefold()


def _line(clash: Clash) -> list[object]:
    row = clash.row
    sides = [cell for side in (*clash.sides, Side(), Side())[:2] for cell in _told(side)]
    return [_label(row.code), tell(row.rule), *sides, row.settled_by or "", row.settled_reason or ""]


def _label(code: str) -> str:
    """What a detail is called, also one that is compared and not looked for."""
    known = details()
    return known[code].label if code in known else tell(COMPARED_ONLY.get(code, code))


def _told(side: Side) -> tuple[str, str]:
    """What a side says, and where it stands."""
    if side.quotes:
        return side.quotes[0].words, ", ".join(dict.fromkeys(quote.document.title for quote in side.quotes))
    said = [f"{name}: {value}" for setting in side.settings for name, value in setting.facts]
    return "; ".join(said), tell("Settings of your shop") if said else ""


def _clash(row: ContradictionRow, texts: Mapping[int | None, DocumentRow], settings: ShopSettings) -> Clash:
    by_value: dict[str, Side] = {}
    for said in row.sides:
        _add(by_value.setdefault(said["says"], Side()), said, texts, settings)
    sides = [side for side in by_value.values() if side.quotes or side.settings]
    return Clash(row, sorted(sides, key=lambda side: (not side.quotes, len(side.quotes))))


def _add(side: Side, said: Mapping[str, Any], texts: Mapping[int | None, DocumentRow], settings: ShopSettings) -> None:
    if "setting" in said:
        side.settings.append(setting_of(said["setting"], settings))
    elif (document := texts.get(said["document_id"])) is not None:
        side.quotes.append(Quote(document, said["quote"]))


def elsewhere(pages: Iterable[ReadDocument]) -> Iterator[Elsewhere]:
    """What a buyer would look for on one page and finds on another alone."""
    everything = list(pages)
    for page in everything:
        wanted = page.expected
        for code in details():
            if code not in wanted or page.state(code) != "missing":
                continue
            said = (each for each in everything if each.state(code) == "present")
            if there := next((each for each in said if language_of(each) == language_of(page)), None):
                yield Elsewhere(code, page, there)


@screen.post("/<int:contradiction_id>/settle")
@allow("staff")
def settle(contradiction_id: int) -> Answer:
    """Both sides are right, says a person; that is kept until they change."""
    reason = request.form.get("reason", "").strip()[:MOST_REASON]
    if not jobs_settle.settle(context(), visitor().shop_id, contradiction_id, reason, visitor().email):
        abort(404)
    offer_undo(
        tell("Both sides are right: it is no longer counted."),
        url_for("contradictions.reopen", contradiction_id=contradiction_id),
    )
    return redirect(url_for("contradictions.show"))


@screen.post("/<int:contradiction_id>/reopen")
@allow("staff")
def reopen(contradiction_id: int) -> Answer:
    jobs_settle.reopen(context(), visitor().shop_id, contradiction_id, visitor().email)
    return redirect(url_for("contradictions.show"))
