"""What a time cannot be for, whatever words stand near: a year, an exchange's time, that of a mail, one refused."""

import re
from collections.abc import Sequence

from integration.domain.audit.clauses import in_one_clause, shares
from integration.domain.audit.quantity import Quantity
from integration.domain.audit.sentences import ANCHORS, Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

SENDING = frozenset({"handling", "delivery"})
TAKING_BACK = frozenset({"window", "refund"})
_NONE: frozenset[str] = frozenset()
_A_YEAR = 12
_REFUSED = mask("excluded", "refuses_returns")
_LEAVING = mask("dispatch", "deliver", "processing")
_BROUGHT_BACK = mask("return", "withdrawal", "exchange", "money_back", "change_mind", "refund")
_EVEN_BEFORE, _EVEN_AFTER = 16, 3
_GOES_ON = re.compile(r"[^,;:]{0,30},?\s?")
_ANOTHER = re.compile("[;:]")
_SINCE = re.compile("(?:の|を|が)?(?:送信|受信|送付|到着|届いて|发出|送达|发送)?(?:から|より|後|后|之后|以后|以降)")


def barred(sentence: Sentence, times: Sequence[Quantity]) -> list[frozenset[str]]:
    """For each of the sentence's times, in order, the uses that it cannot have."""
    own: list[list[Mention]] = [[] for _ in times]
    if len(times) > 1 and sentence.has("exchange"):
        own = shares(sentence, times, _apart(sentence.words(_BROUGHT_BACK), times))
    return [
        _by_length(quantity)
        | _by_side(sentence, quantity)
        | (SENDING if sentence.has("mail") and _of_mail(sentence, quantity) else _NONE)
        | (frozenset({"window"}) if words and _only_exchanges(words) else _NONE)
        for quantity, words in zip(times, own, strict=True)
    ]


def is_refused(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Earrings cannot be returned, not even within 60 days" gives no sixty days."""
    if not sentence.has("even"):
        return False
    evens = [found for found in sentence.words(BIT["even"]) if _stands_by(found, quantity)]
    return bool(evens) and any(
        _GOES_ON.fullmatch(sentence.folded, refusal.end, evens[0].start)
        or (quantity.end <= refusal.start and _one_statement(sentence, quantity.end, refusal.start))
        for refusal in sentence.words(_REFUSED)
    )


def _stands_by(even: Mention, quantity: Quantity) -> bool:
    return 0 <= quantity.start - even.end <= _EVEN_BEFORE or 0 <= even.start - quantity.end <= _EVEN_AFTER


def _one_statement(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a comma at most stands between, and in scripts without spaces not even that."""
    if sentence.lexicon.spaced:
        return _ANOTHER.search(sentence.folded, start, end) is None
    return in_one_clause(sentence, start, end)


def _by_length(quantity: Quantity) -> frozenset[str]:
    """Nothing is under way for a year."""
    longest = quantity.maximum or quantity.minimum or quantity.value or 0
    return SENDING if quantity.unit == "month" and longest >= _A_YEAR else _NONE


def _by_side(sentence: Sentence, quantity: Quantity) -> frozenset[str]:
    """ "7日前" is a time before, not within which to send or to give back."""
    following = sentence.folded[quantity.end : quantity.end + 2]
    before = not sentence.lexicon.spaced and following[:1] == "前" and following not in ("前後", "前后")
    return SENDING | TAKING_BACK if before else _NONE


def _of_mail(sentence: Sentence, quantity: Quantity) -> bool:
    """ "The dispatch e-mail is sent within 24 hours"; what leaves before the mail is named is the parcel."""
    for mail in sentence.words(BIT["mail"]):
        first, last = (mail, quantity) if mail.end <= quantity.start else (quantity, mail)
        if (
            in_one_clause(sentence, first.end, last.start)
            and (first is mail or not _leaves(sentence, mail))
            and not _dates(sentence, mail)
        ):
            return True
    return False


def _dates(sentence: Sentence, mail: Mention) -> bool:
    """Whether a time is counted from the mail: "3 days after the dispatch notice"."""
    if not sentence.lexicon.spaced:
        return _SINCE.match(sentence.folded, mail.end) is not None
    return any(anchor.start <= mail.start < anchor.end for anchor in sentence.words(ANCHORS))


def _leaves(sentence: Sentence, mail: Mention) -> bool:
    return any(found.end <= mail.start for found in sentence.words(_LEAVING))


def _apart(words: Sequence[Mention], times: Sequence[Quantity]) -> list[Mention]:
    """The words without those that a time stands in: "14 days, exchanges" is no word."""
    return [found for found in words if not any(found.start < time.end and time.start < found.end for time in times)]


def _only_exchanges(words: Sequence[Mention]) -> bool:
    return all(found.mask & BIT["exchange"] for found in words)
