"""A clause put where it belongs in a page: the source is kept to the character, only the clause is new."""

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import islice

from integration.domain.audit.finding import CODES, Finding, Reading
from integration.domain.document import Document, read_html
from integration.domain.wording.clause import Clause
from integration.domain.wording.markup import added_after, added_at_end
from integration.domain.wording.questions import QUESTION
from integration.domain.wording.source import Stretch, is_markup, located

_NEAR: Mapping[str, tuple[str, ...]] = {
    "fee.return_shipping": ("return.procedure", "return.window", "return.refund_method", "return.condition"),
    "fee.restocking": ("fee.return_shipping", "return.refund_method", "return.refund_time", "return.window"),
    "fee.shipping_cost": ("shipping.method", "shipping.delivery_time", "shipping.destinations"),
    "fee.duties": ("fee.shipping_cost", "shipping.destinations", "shipping.delivery_time"),
    "return.refund_method": ("return.refund_time",),
    "return.refund_time": ("return.refund_method",),
    "return.condition": ("return.window",),
    "return.exclusions": ("return.condition", "return.window"),
    "return.window": ("return.condition", "return.procedure"),
    "shipping.handling_time": ("shipping.delivery_time",),
    "shipping.delivery_time": ("shipping.handling_time", "shipping.method"),
    "return.model_form": (),
    "order.cancellation": (),
    "dispute.process": (),
}
_BLANK = re.compile(r"[\[{<【_@]|\.\.\.|…|(?<!\w)(?:x{1,4}|n)(?!\w)", re.IGNORECASE)
_LONGEST_PART = 400
_MOST_TRIED = 8
_LONGEST_READ = 100_000


def placed(
    source: str,
    document: Document,
    reading: Reading,
    clause: Clause,
    read: Callable[[str], Reading] | None = None,
) -> str:
    """`source` with the clause in it; `document` and `reading` are what was read of `source`, HTML or plain text.

    An open slot of a template is filled, a sentence that says nothing else replaced. A missing detail comes after the
    block that speaks of its nearest sibling, else at the end, under a heading of its own. With `read`, the auditor,
    the first place is taken where the page then says the clause and all that it said before; a page of more than
    _LONGEST_READ characters is not read again for each place.
    """
    where = located(source, document)
    offers = _offers(source, document, reading, clause, where)
    sound = (changed for changed in offers if _is_sound(source, changed, document, clause))
    found = next(sound, None)
    if found is None:
        return added_at_end(source, None, clause.text, _heading(clause), _level(document))
    if read is None or len(source) > _LONGEST_READ:
        return found
    return _best([found, *islice(sound, _MOST_TRIED - 1)], reading, clause, read)


def _best(ways: list[str], reading: Reading, clause: Clause, read: Callable[[str], Reading]) -> str:
    """The first after which nothing is wrong; where something always is, the first with the least."""
    said = set(reading.codes("present"))
    said |= set() if QUESTION.search(clause.text) else {clause.code}
    wrong: dict[str, int] = {}
    for changed in ways:
        wrong[changed] = len(said - set(read(changed).codes("present")))
        if not wrong[changed]:
            break
    return min(wrong, key=lambda changed: wrong[changed])


def _offers(
    source: str,
    document: Document,
    reading: Reading,
    clause: Clause,
    where: Mapping[int, Stretch],
) -> Iterator[str]:
    """The ways to put it in, the best first."""
    finding = reading.findings.get(clause.code)
    if finding is not None and finding.state in ("vague", "placeholder"):
        stretch = where.get(_block_at(document, finding.start))
        if stretch is not None:
            yield from _filled(source, stretch, finding, clause)
            yield from _replaced(source, stretch, reading, finding, clause)
            yield added_after(source, stretch, clause.text)
    for place in _anchors(document, reading, clause):
        if (stretch := where.get(place)) is not None:
            yield added_after(source, stretch, clause.text)
    last = where[max(where)] if where else None
    for heading in dict.fromkeys((_heading(clause), "")):
        yield added_at_end(source, last, clause.text, heading, _level(document))


def _heading(clause: Clause) -> str:
    """A product's description has no headings of its own."""
    return "" if clause.code.startswith("product.") else clause.heading


def _filled(source: str, stretch: Stretch, finding: Finding, clause: Clause) -> Iterator[str]:
    """The open slot with the value in it, "[14 days]" as "30 days", where there is one such slot."""
    if finding.state != "placeholder" or not clause.values or clause.questions:
        return
    for blank in finding.words:
        if _BLANK.search(blank) and source.count(blank, stretch.start, stretch.end) == 1:
            at = source.index(blank, stretch.start, stretch.end)
            value = max(clause.values, key=lambda form: _same_ending(form, blank.rstrip("]}】>")))
            yield source[:at] + escape(value, quote=False) + source[at + len(blank) :]


def _same_ending(one: str, other: str) -> int:
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _replaced(source: str, stretch: Stretch, reading: Reading, finding: Finding, clause: Clause) -> Iterator[str]:
    """The sentence gives way where it stands once, unmarked, and no other detail is said in it."""
    shared = any(
        other.code != finding.code and other.state == "present" and other.start < finding.end
        and finding.start < other.end
        for other in reading.findings.values()
    )  # fmt: skip
    quote, text = finding.quote, clause.text
    if is_markup(source):
        quote, text = escape(quote, quote=False), escape(text, quote=False)
    if shared or len(finding.quote) > _LONGEST_PART or source.count(quote, stretch.start, stretch.end) != 1:
        return
    at = source.index(quote, stretch.start, stretch.end)
    yield source[:at] + text + source[at + len(quote) :]


def _anchors(document: Document, reading: Reading, clause: Clause) -> Iterator[int]:
    """The blocks that the clause may follow: of a sibling, or under its own heading if the page has it."""
    for code in _siblings(clause.code, reading):
        finding = reading.findings.get(code)
        if finding is not None and finding.state in ("present", "vague") and finding.quote:
            yield _block_at(document, finding.start)
    under = False
    last = -1
    for place, block in enumerate(document.blocks):
        if block.kind == "heading":
            if under:
                break
            under = document.text[block.start : block.end].strip().casefold() == clause.heading.casefold()
        if under:
            last = place
    if under and last >= 0:
        yield last


def _siblings(code: str, reading: Reading) -> tuple[str, ...]:
    if reading.kind == "product":
        return ()
    own = _NEAR.get(code)
    group = code.partition(".")[0]
    if own == () or group in ("order", "dispute"):
        return ()
    codes = CODES["policy"]
    at = codes.index(code) if code in codes else 0
    group = "return" if code in ("fee.return_shipping", "fee.restocking") else group
    group = "shipping" if code in ("fee.shipping_cost", "fee.duties") else group
    rest = sorted((c for c in codes if c.startswith(group + ".") and c != code), key=lambda c: abs(codes.index(c) - at))
    return tuple(dict.fromkeys((*(own or ()), *rest)))


def _block_at(document: Document, start: int) -> int:
    return next((place for place, block in enumerate(document.blocks) if block.start <= start < block.end), -1)


def _level(document: Document) -> int:
    """The level that headings of the page have, so that a new one is their like."""
    levels = [block.level for block in document.blocks if block.kind == "heading" and block.level > 1]
    return max(set(levels), key=levels.count) if levels else 2


def _is_sound(source: str, changed: str, document: Document, clause: Clause) -> bool:
    """Whether a buyer who opens the page sees the clause, and everything else as it was."""
    if not is_markup(source):
        return True
    seen = _parts(read_html(changed, id=document.id, kind=document.kind))
    before = _parts(document)
    text = " ".join(clause.text.split())
    said = [part for part in seen if text in part or any(value in part for value in clause.values)]
    there = set(seen)
    lost = [part for part in before if part not in there]
    return bool(said) and len(lost) <= 1 and len(seen) - len(before) in (0, 1, 2)


def _parts(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]
