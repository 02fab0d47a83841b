"""What a time in a shop's text is for: the words around it vote, the nearer and plainer the louder.

"We refund within 14 days of receiving the goods" and "return within 14 days of receiving the goods" differ in a verb;
no pattern tells them apart as well as weighing who stands near the number.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache, reduce
from operator import or_
from typing import NamedTuple

from integration.domain.audit.clauses import joints
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import ANCHORS, Sentence, Votes, runs_on
from integration.domain.audit.tariff import is_tariff
from integration.domain.audit.uses import USES, VOTING
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_HARD_OF_HEARING = frozenset(("window", "exchange", "delivery"))
_LABEL, _SECTION, _BEFORE, _DOCUMENT = 0.75, 0.5, 0.2, 0.35
_ENOUGH = 1.2
_LEAVING = mask("dispatch")
_COMING = mask("deliver", "delivery_time", "after_dispatch")
_PAUSE = 30.0
_FARTHEST, _ANOTHERS, _REACH = 0.25, 0.1, 130.0
_UNSPACED, _AFTER = 2.5, 1.2
"""How many signs of a spaced script say what one of Chinese or Japanese does; how much farther off a word after is."""
_BREAK = re.compile(r"[,;:(，、；：]")
_SUBORDINATE = re.compile("[如若凡倘]|[后时起前内],")
_APART = re.compile(r"(?<=[^\W\d]) (?=[^\W\d])")
"""A space in a script without spaces: 包邮 48小时内发货 质保两年."""
_SPANNING = mask("delivery_time", "handling_time")
_PAID_BACK = mask("refund", "credited")
_BROUGHT_BACK = mask("return", "withdrawal", "exchange", "money_back", "change_mind", "fit")
_ACTS = mask("cancel", "return", "exchange")
_BY_PLACE = [(BIT["place"], 2.0), (BIT["worldwide"], 2.0)]
_NARROWER = mask("return", "refund", "withdrawal", "exchange", "money_back", "change_mind", "dispatch", "processing",
                 "handling_time", "cancel", "warranty")  # fmt: skip


class Role(NamedTuple):
    """The use of a time, how sure, and the words that decided."""

    name: str
    score: float
    words: tuple[tuple[int, int], ...]


def role_of(sentence: Sentence, quantity: Quantity, *, never: Collection[str] = ()) -> Role | None:
    """The use most votes are for, of those that it can be; None when nothing near says what the time is for."""
    best: Role | None = None
    weighed = _weighed(sentence, quantity)
    for role, votes in _open_uses(sentence):
        if role in never:
            continue
        score, words = _votes(sentence, weighed, votes)
        if score >= _ENOUGH and (best is None or score > best.score):
            best = Role(role, score, words)
    return best


def may_be_for(sentence: Sentence, uses: tuple[str, ...]) -> bool:
    """Whether a time in the sentence, if it has one, may be for one of these; told without looking for any."""
    if not (sentence.all | sentence.before) & _spoken_of(uses):
        return False
    return any(role in uses for role, _ in _open_uses(sentence))


@cache
def _spoken_of(uses: tuple[str, ...]) -> int:
    """Every concept that votes for one of the uses."""
    return reduce(or_, (concepts for role, concepts, *_ in USES if role in uses))


def _open_uses(sentence: Sentence) -> list[tuple[str, Votes]]:
    """The uses that a time in the sentence can have, each with the concepts heard that vote for it."""
    if sentence.uses is None:
        sentence.uses = list(_uses(sentence))
    return sentence.uses


def _uses(sentence: Sentence) -> Iterator[tuple[str, Votes]]:
    every = sentence.all | sentence.before
    for role, concepts, needed, barred, bits in USES:
        if not every & concepts:
            continue
        heard = _heard(sentence, role, every) if role in _HARD_OF_HEARING else every
        if not heard & concepts:
            continue
        if needed and not (heard | sentence.document) & needed:
            if role == "delivery" and is_tariff(sentence, sentence.durations):
                yield role, _BY_PLACE
            continue
        if barred and any(sentence.mask & bars and not sentence.mask & unless for bars, unless in barred):
            continue
        if role == "delivery" and _only_sends(sentence):
            continue
        yield role, [vote for vote in bits if heard & vote[0]]


def _heard(sentence: Sentence, role: str, heard: int) -> int:
    """The concepts that may vote: who pays back says so under any heading; "how long" asks not always for arrival."""
    if role in ("window", "exchange") and sentence.mask & _PAID_BACK and not _brings_back(sentence):
        return sentence.mask
    if (
        role == "delivery"
        and sentence.mask & _PAID_BACK
        and sentence.has("processing")
        and not sentence.has("dispatch")
    ):
        return 0
    if role == "delivery" and sentence.has("notify") and sentence.has("damaged", "wrong_item"):
        heard &= ~mask("delivery_time", "deliver")
    elif role == "delivery" and sentence.label & _NARROWER and not sentence.has("delivery_time"):
        heard &= ~BIT["delivery_time"]
    return heard


def _brings_back(sentence: Sentence) -> bool:
    """Whether goods come back, not only the money: "your money back"."""
    return bool(sentence.mask & _BROUGHT_BACK) and any(found.mask & _BROUGHT_BACK for found in _voters(sentence))


def _only_sends(sentence: Sentence) -> bool:
    """Under whatever label, "delivery: dispatched within 2 days" says when a parcel leaves, not when it comes."""
    if not sentence.mask & _LEAVING or len(sentence.durations) > 1:
        return False
    colon = sentence.folded.find(":", sentence.start, sentence.end)
    own = [found.mask for found in sentence.mentions if found.start > colon]
    return any(found & _LEAVING for found in own) and not any(found & _COMING for found in own)


def _weighed(sentence: Sentence, quantity: Quantity) -> list[tuple[int, float, tuple[int, int]]]:
    """How near each word that may vote stands to the time."""
    scale = 1.0 if sentence.lexicon.spaced else _UNSPACED
    return [
        (found.mask, _nearness(sentence, found, quantity, scale), (found.start, found.end))
        for found in _voters(sentence)
    ]


def _voters(sentence: Sentence) -> list[Mention]:
    if sentence.voters is None:
        sentence.voters = [
            found for found in sentence.mentions if found.mask & VOTING and not _covered(sentence, found)
        ]
    return sentence.voters


def _votes(
    sentence: Sentence, weighed: list[tuple[int, float, tuple[int, int]]], votes: Votes
) -> tuple[float, tuple[tuple[int, int], ...]]:
    score = 0.0
    words: list[tuple[int, int]] = []
    for bit, weight in votes:
        if sentence.mask & bit:
            near = 0.0
            nearest = (0, 0)
            for said, weight_of_place, place in weighed:
                if said & bit and weight_of_place > near:
                    near, nearest = weight_of_place, place
            score += weight * near
            words.append(nearest)
        elif sentence.label & bit:
            score += weight * _LABEL
        elif sentence.section & bit:
            score += weight * _SECTION
        elif sentence.before & bit:
            score += weight * _BEFORE
        if sentence.document & bit and not sentence.near & bit:
            score += weight * _DOCUMENT
    return score, tuple(words)


def _parted(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a comma between is as good as a full stop, as in Chinese: not after "if" and "when"."""
    if _APART.search(sentence.folded, first, last + 1):
        return True
    comma = sentence.folded.find(",", first, last)
    return comma >= 0 and not _SUBORDINATE.search(sentence.folded, sentence.start, comma + 1)


def _covered(sentence: Sentence, found: Mention) -> bool:
    """Whether the word is a part of a phrase that means something else, or runs into it: "a term after delivery"."""
    if found.mask & ANCHORS:
        return not happens(sentence, found)
    return any(
        (cover.start <= found.start and found.end <= cover.end and cover.end - cover.start > found.end - found.start)
        or (cover.mask & ANCHORS and cover.start < found.start < cover.end and not _goes_beyond(found, cover))
        or (cover.mask & ANCHORS and found.mask & _SPANNING and found.start < cover.start < found.end <= cover.end)
        for cover in sentence.covers
    )


def _goes_beyond(act: Mention, anchor: Mention) -> bool:
    """ "Nach Erhalt kannst du die Ware noch zurückgeben": the act's verb stands behind the event, not within."""
    return bool(act.mask & _ACTS) and act.end > anchor.end


def happens(sentence: Sentence, anchor: Mention) -> bool:
    """Whether the event is one: a parcel that has "not arrived" dates nothing."""
    if runs_on(sentence, anchor):
        return False
    return not any(anchor.start < found.start and found.end <= anchor.end for found in sentence.words(BIT["lost"]))


def _is_anothers(sentence: Sentence, found: Mention, quantity: Quantity, first: int, last: int) -> bool:
    """Whether another time stands between, or follows the clause that the word begins: "and arrives in 5 days"."""
    if any(first <= other.start and other.start < last for other in sentence.durations):
        return True
    if found.start < quantity.end or not any(other.start >= found.end for other in sentence.durations):
        return False
    return any(first <= joint < last for joint in joints(sentence))


def _nearness(sentence: Sentence, found: Mention, quantity: Quantity, scale: float) -> float:
    """1 beside the number, falling to _FARTHEST; words before a number bind it a little more than words after."""
    before = found.end <= quantity.start
    first, last = (found.end, quantity.start) if before else (quantity.end, found.start)
    gap = (last - first) * (scale if before else _AFTER * scale)
    if not sentence.lexicon.spaced and _parted(sentence, first, last):
        gap += _PAUSE
    if len(sentence.durations) > 1 and _is_anothers(sentence, found, quantity, first, last):
        gap += _PAUSE  # the word is that number's
        if not sentence.lexicon.spaced and _BREAK.search(sentence.folded, first, last):
            return _ANOTHERS
    return max(_FARTHEST, 1.0 - max(0.0, gap) / _REACH)
