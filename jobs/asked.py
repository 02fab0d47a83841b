"""What laws and partners ask of the shop's texts and do not find there; and what is to be taken out of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from integration.data.jurisdictions import rules
from integration.domain.asked import Ask, Asked, Gap, dearest_first, on_refusal, to_remove
from integration.domain.audit.finding import CODES, EXTRA_CODES, POLICY_CODES
from integration.domain.circumstances import circumstances_told
from integration.domain.expected import expected_by_law
from integration.domain.jurisdiction import GRAVEST_FIRST, Severity
from integration.domain.shop import ShopSettings
from integration.store.content_list import ReadDocument
from jobs.coverage import Statement, statement
from jobs.weights import asked_today

REFUSED = "return.refused"
UNWANTED = frozenset({REFUSED, "dispute.odr_stale", "legal.stale_citation"})
"""Details that are said and should not be: no law asks for them, and their absence is no gap."""
_OF_THE_WINDOW = frozenset({"return.window", "return.exclusions"})
_OF_PAGES = (*POLICY_CODES, *(code for code in EXTRA_CODES["policy"] if code not in UNWANTED))
OF_PRODUCTS = EXTRA_CODES["product"]
READ: frozenset[str] = frozenset().union(*CODES.values(), *EXTRA_CODES.values())
"""What is looked for in texts at all."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A gap, and what pages say in its place; `statement` is None where products lack it."""

    gap: Gap
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Objection:
    """What a page says and somebody objects to."""

    statement: Statement
    asks: Sequence[Ask]


@dataclass(frozen=True, slots=True)
class Bearing:
    """What bears on the shop: gaps by how grave they are, objections, and what depends on what nobody knows of it.

    `unread` is asked of the shop too, and no text tells whether it is done: its owner has to look.
    """

    groups: Sequence[tuple[Severity, Sequence[Lacking]]] = ()
    objections: Sequence[Objection] = ()
    perhaps: Sequence[Asked] = ()
    unread: Sequence[Ask] = ()

    def __bool__(self) -> bool:
        return bool(self.groups or self.objections or self.perhaps or self.unread)


def asked_of(pages: Sequence[ReadDocument], settings: ShopSettings, today: date) -> Mapping[str, Asked]:
    """By detail, for a shop set like this whose texts say what these pages say."""
    said = [(code, row.words) for page in pages for code, row in page.findings.items() if row.state == "present"]
    return asked_today(settings, today, circumstances_told(said))


def bearing(pages: Sequence[ReadDocument], settings: ShopSettings, today: date, unsaid: Mapping[str, int]) -> Bearing:
    """Of the whole shop. `unsaid`: how many products leave out each detail of OF_PRODUCTS."""
    asked = asked_of(pages, settings, today)
    objections = objections_to(pages, settings, today, refusing=refuses(pages))
    answered = {code for page in pages for code in page.aside}
    if any(one.statement.code == REFUSED for one in objections):
        answered |= _OF_THE_WINDOW
    found = {
        code: Lacking(Gap(code, asked[code]), said)
        for code in _OF_PAGES
        if code in asked and code not in answered and (said := statement(pages, code)).state != "present"
    }
    found |= {
        code: Lacking(Gap(code, asked[code], texts=unsaid[code]))
        for code in OF_PRODUCTS
        if code in asked and code not in answered and unsaid[code]
    }
    ordered = [found[gap.code] for gap in dearest_first(one.gap for one in found.values())]
    sure = [one for one in ordered if one.gap.asked.severity]
    return Bearing(
        [(severity, list(rows)) for severity, rows in groupby(sure, _severity) if severity],
        objections,
        [one.gap.asked for one in ordered if not one.gap.asked.severity],
        _unread(asked.values()),
    )


def _unread(asked: Iterable[Asked]) -> list[Ask]:
    """Of the duties, each once, those for which no text is read."""
    asks = [ask for one in asked if one.code not in READ for ask in one.asks if ask.severity != "signal"]
    return sorted({ask.rule.id: ask for ask in asks}.values(), key=lambda ask: GRAVEST_FIRST.index(ask.severity))


def _severity(one: Lacking) -> Severity | None:
    return one.gap.asked.severity


def refuses(pages: Sequence[ReadDocument]) -> bool:
    """Whether a page that refuses returns means it: no page gives a time to return."""
    return statement(pages, "return.window").state != "present"


def objections_to(
    pages: Sequence[ReadDocument], settings: ShopSettings, today: date, *, refusing: bool
) -> list[Objection]:
    """What stands in these pages and should not."""
    unwanted = to_remove(settings, rules(), today)
    if refusing:
        unwanted = {REFUSED: on_refusal(settings, rules(), today), **unwanted}
    said = {code: statement(pages, code) for code in unwanted}
    return [Objection(said[code], asks) for code, asks in unwanted.items() if asks and said[code].quote]


def lacking_here(found: ReadDocument, pages: Sequence[ReadDocument], asked: Mapping[str, Asked]) -> list[Gap]:
    """What is asked of this very text besides what buyers look for, the dearest first; pages complete each other."""
    codes = expected_by_law(found.kind, found.page_kind, sent=found.document.requires_shipping) if found.audit else ()
    told = [found] if found.kind == "product" else pages
    missed = [code for code in codes if code not in found.aside and statement(told, code).state != "present"]
    gaps = [Gap(code, asked[code]) for code in missed if code in asked]
    return dearest_first(gap for gap in gaps if gap.asked.severity)


def by_cost(statements: Sequence[Statement], asked: Mapping[str, Asked]) -> list[Statement]:
    """The dearest gap first; what nobody asks for stays behind, in the order in which buyers ask."""
    return sorted(statements, key=lambda one: Gap(one.code, asked.get(one.code, Asked(one.code))).cost)
