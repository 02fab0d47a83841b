"""What the shop's policy pages say together, and on which page a buyer would look for each detail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integration.domain.audit.finding import POLICY_CODES, PRODUCT_CODES
from integration.store.content_list import ReadDocument
from integration.store.tables import FindingRow

BEST_FIRST = ("present", "vague", "placeholder", "missing")
KINDS = ("refund", "shipping", "terms", "faq", "contact", "other", "privacy")


def _codes(*prefixes: str) -> frozenset[str]:
    return frozenset(code for code in POLICY_CODES if code.startswith(prefixes))


EXPECTED: Mapping[str, frozenset[str]] = {
    "refund": _codes("return.", "fee.restocking", "fee.return_shipping"),
    "shipping": _codes("shipping.", "fee.shipping_cost", "fee.duties"),
    "terms": _codes("price.", "order.", "dispute."),
    "contact": _codes("contact."),
}


def expected_on(document: ReadDocument) -> frozenset[str]:
    """The details a buyer would look for on this very page."""
    if document.document.kind == "product":
        return frozenset(PRODUCT_CODES)
    return EXPECTED.get(document.document.policy_kind, frozenset())


def language_of(document: ReadDocument) -> str:
    return document.document.language or (document.audit.language if document.audit else "")


@dataclass(frozen=True, slots=True)
class Said:
    """The best that the shop says of a detail: its state, the finding, and the page it stands on."""

    code: str
    state: str
    finding: FindingRow | None = None
    document: ReadDocument | None = None


def said(documents: Sequence[ReadDocument], codes: Sequence[str] = POLICY_CODES) -> list[Said]:
    """For each code the best statement that any of these pages makes."""
    return [_best(documents, code) for code in codes]


def _best(documents: Sequence[ReadDocument], code: str) -> Said:
    stated = [
        Said(code, document.findings[code].state, document.findings[code], document)
        for document in documents
        if document.state(code) not in ("", "missing")
    ]
    return min(stated, key=lambda one: BEST_FIRST.index(one.state), default=Said(code, "missing"))


def cell(document: ReadDocument, code: str) -> str:
    """The state to show for a page and a detail; "" where it is missing and nobody would look for it there."""
    state = document.state(code)
    if state == "missing" and code not in expected_on(document):
        return ""
    return state


def in_order(documents: Sequence[ReadDocument]) -> list[ReadDocument]:
    """Pages as a buyer would open them: returns first, privacy last."""
    return sorted(documents, key=lambda one: _place(one.document.policy_kind))


def _place(kind: str) -> int:
    return KINDS.index(kind) if kind in KINDS else KINDS.index("other")
