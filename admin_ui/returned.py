"""A return of an order, step by step, in the reader's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from admin_ui.words import gettext_noop, tell
from integration.domain.returns import ReturnStatus
from integration.store.tables import ReturnRow

ENDS: Mapping[str, str] = {
    ReturnStatus.DECLINED: gettext_noop("Return declined"),
    ReturnStatus.CANCELLED: gettext_noop("Return called off"),
    ReturnStatus.CLOSED: gettext_noop("Return done with"),
}
WHYS: Mapping[str, str] = {
    "too-small": gettext_noop("too small"),
    "too-big": gettext_noop("too large"),
    "damaged-or-defective": gettext_noop("damaged or defective"),
    "item-not-as-described": gettext_noop("not as described"),
    "received-the-wrong-item": gettext_noop("not what was ordered"),
    "changed-my-mind": gettext_noop("no longer wanted"),
    "color": gettext_noop("the colour"),
    "style": gettext_noop("the style"),
    "final-sale": gettext_noop("sold without a right to return it"),
    "return-period-ended": gettext_noop("asked for too late"),
}
"""By the short names of stores; for others their own words stand."""
UNTOLD = frozenset({"", "unknown", "other", "other-reason"})


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    title: str
    text: str = ""
    declined: bool = False


def steps(row: ReturnRow) -> Iterator[Step]:
    what = "; ".join(map(_line, row.lines))
    yield Step(row.requested_at, tell("Return asked for"), " · ".join(filter(None, (what, row.note))))
    if row.approved_at is not None:
        yield Step(row.approved_at, tell("Return approved"), row.name)
    if row.ended_at is not None and row.status in ENDS:
        declined = row.status == ReturnStatus.DECLINED
        told = " · ".join(filter(None, (row.name, _why(row.declined_for))))
        yield Step(row.ended_at, tell(ENDS[row.status]), told, declined)


def _line(line: Mapping[str, object]) -> str:
    why = _why(str(line["reason"]), str(line["words"]))
    return f"{line['quantity']} × {line['title']}" + (f" ({why})" if why else "")


def _why(reason: str, words: str = "") -> str:
    if reason in WHYS:
        return tell(WHYS[reason])
    return "" if reason in UNTOLD else words
