"""What the shop says of taking back: window, condition, exclusions, procedure, refund, damage, exchange, cancelling."""

import re
from collections.abc import Iterator, Sequence

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.finding import Fact
from integration.domain.audit.negation import denies
from integration.domain.audit.places import misaddressed
from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import stated, timed
from integration.domain.concepts import BIT, mask
from integration.domain.lexicon import Mention

_BACK = mask("return", "refund", "withdrawal", "exchange", "money_back", "return_cost", "procedure", "condition",
             "excluded", "change_mind")  # fmt: skip
_TAKING_BACK = mask("return", "refund", "withdrawal", "exchange", "money_back", "accepted", "cancel")
_SENT_BACK = mask("return", "refund", "withdrawal", "exchange", "money_back", "purpose")
_HARM = mask("damaged", "wrong_item", "legal_warranty")
_TROUBLE = mask("lost", "delay")
_REMEDY = mask("remedy", "reach", "notify", "photo", "refund", "exchange", "return", "by_shop", "not_liable",
               "warranty", "legal_warranty", "time_unit", "bears", "free", "procedure", "send_to", "accepted", "cost",
               "storage", "return_cost", "money_back", "contact")  # fmt: skip
_PAID_BACK = mask("refund", "credited", "return", "money_back")
_MEANS = mask("original_payment", "store_credit", "payment_means")


_BESIDE = 6
_COMMA = re.compile(r",(?!\d)")
_TIMED = {
    "window": "return.window", "exchange": "return.exchange", "refund": "return.refund_time",
    "cancel": "order.cancellation",
}  # fmt: skip


def times(sentence: Sentence) -> Iterator[Candidate]:
    for time in timed(sentence, *_TIMED, "damage"):
        code = _TIMED.get(time.role.name)
        if code == "return.window" and time.fact.counted_from == "notice":
            yield stated(code, sentence, time)._replace(facts=())  # to send it back, after the window was kept
        elif code:
            yield stated(code, sentence, time)
            if code == "return.exchange":  # a period, but not one to get the money back in
                yield stated("return.window", sentence, time)._replace(facts=(), score=1.0)
            if code == "order.cancellation" and time.fact.counted_from == "delivery" and not sentence.has("order"):
                yield stated("return.window", sentence, time)
        elif time.role.name == "damage":
            yield stated("return.damaged", sentence, time)
            yield Candidate("return.window", "vague", sentence, "a time for damage only", time.role.words)


def condition(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("condition"))
    plain = len(said) > 1 or sentence.has("goods") or sentence.all & _BACK & ~mask("condition")
    if said and plain and not sentence.is_question and not sentence.is_heading:
        score = len(said) + 1.0 * bool(sentence.near & mask("return", "withdrawal", "exchange"))
        yield Candidate("return.condition", "present", sentence, "condition of what comes back", spans(said), score)


def exclusions(sentence: Sentence) -> Iterator[Candidate]:
    whole = sentence.has("excluded") and sentence.has("excluded_goods")  # "sale and underwear are excluded"
    if sentence.is_question or (sentence.is_heading and not whole):
        return
    said = sentence.words(mask("excluded", "excluded_goods", "negation"))
    about = mask("return", "refund", "exchange", "withdrawal", "accepted", "excluded_goods", "goods", "order")
    named = sentence.has("excluded_goods", "goods", "return", "exchange", "withdrawal", "all", "order")
    named = named or bool(sentence.label & mask("return", "exchange"))
    if (
        sentence.has("excluded")
        and named
        and sentence.near & about
        and not sentence.has("shipping_cost", "return_cost")
        and not (sentence.has("cancel") and not sentence.mask & _BACK & ~mask("excluded"))
    ):
        yield Candidate("return.exclusions", "present", sentence, "excluded from return", spans(said), 2.0)
    elif sentence.has("excluded_goods") and sentence.label & mask("excluded"):
        yield Candidate("return.exclusions", "present", sentence, "list of what is excluded", spans(said), 1.8)
    elif sentence.has("excluded_goods") and sentence.has("negation") and _refuses(sentence):
        score = 1.0 + 0.5 * bool(sentence.mask & _TAKING_BACK)
        yield Candidate("return.exclusions", "present", sentence, "goods not taken back", spans(said), score)


def _refuses(sentence: Sentence) -> bool:
    """Goods are refused, not only described: "unworn goods only" names a condition."""
    if sentence.within(mask("excluded_goods"), mask("condition"), 0):
        return False
    return bool(sentence.mask & _TAKING_BACK) or bool(
        sentence.label & mask("return", "refund", "withdrawal", "exchange", "excluded")
    )


def procedure(sentence: Sentence) -> Iterator[Candidate]:
    if misaddressed(sentence) or sentence.is_question or sentence.is_heading or not sentence.all & _SENT_BACK:
        return
    if not sentence.near & _SENT_BACK and sentence.has("damaged", "wrong_item", "lost", "delay", "dispatch"):
        return
    said = [found for found in sentence.words(mask("procedure", "send_to", "purpose")) if not _dates(sentence, found)]
    acting = sentence.has("reach", "email_word", "contact_form", "named_channel", "send_to", "order")
    if any(found.mask & mask("procedure", "send_to") for found in said) or (sentence.has("purpose") and acting):
        yield Candidate("return.procedure", "present", sentence, "how to return", spans(said), 2.0)
    elif (
        sentence.has("reach")
        and sentence.all & mask("return", "withdrawal", "exchange")
        and not sentence.near & (_HARM | _TROUBLE)
        and not (sentence.has("refund") and not sentence.has("return", "withdrawal", "exchange"))
    ):
        words = spans(sentence.words(mask("reach", "return", "withdrawal", "exchange")))
        score = 1.0 + bool(sentence.mask & mask("return", "withdrawal", "exchange"))
        yield Candidate("return.procedure", "present", sentence, "whom to ask before returning", words, score)


def _dates(sentence: Sentence, found: Mention) -> bool:
    """ "Within 14 days of being informed of your decision" tells when, not how."""
    notices = sentence.words(BIT["after_notice"]) if sentence.durations else ()
    return any(notice.start < found.end and found.start < notice.end for notice in notices)


def refund_method(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(_MEANS)
    if not said or sentence.is_question or (sentence.near & mask("pay_with") and not sentence.near & _PAID_BACK):
        return
    if sentence.has("original_payment"):
        yield Candidate("return.refund_method", "present", sentence, "back to the payment used", spans(said), 2.0)
    elif sentence.all & mask("refund", "return", "exchange", "credited", "money_back") and sentence.has("store_credit"):
        yield Candidate("return.refund_method", "present", sentence, "credit instead of money", spans(said), 1.5)
    elif sentence.near & mask("refund", "credited", "money_back"):
        yield Candidate("return.refund_method", "present", sentence, "means of refund", spans(said), 1.0)


def refund_time(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.has("refund", "credited") and sentence.has("soon", "after_goods_back", "inspect"):
        yield Candidate("return.refund_time", "vague", sentence, "refund without a time")


def damaged(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(_HARM)
    if sentence.has("address") and not sentence.has("damaged"):
        return
    if sentence.has("our_error") and sentence.has("remedy"):
        yield Candidate("return.damaged", "present", sentence, "the shop's own error made good",
                        spans(sentence.words(mask("our_error", "remedy"))))  # fmt: skip
    harmed = bool(said) or bool(sentence.label & _HARM)
    if not harmed or sentence.is_heading or sentence.has("misuse"):
        return
    if sentence.mask & _REMEDY and not sentence.is_question:
        score = 1.0 + 0.5 * bool(said) + 0.5 * sentence.has("remedy", "photo", "notify")
        yield Candidate("return.damaged", "present", sentence, "rule for damaged or wrong goods", spans(said), score)
    elif said and not sentence.is_question:
        yield Candidate("return.damaged", "vague", sentence, "damage only mentioned", spans(said))


def exchange(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("exchange"))
    if sentence.within(mask("exchange"), mask("payment_means"), 12):
        return  # "vouchers cannot be exchanged for cash"
    asked = (
        sentence.label & mask("exchange")
        and not sentence.label & mask("cancel", "change_order")
        and not sentence.is_question
        and sentence.has("yes", "no", "negation", "accepted")
        and not sentence.has("return", "withdrawal", "refund")
    )
    swapped = bool(sentence.label & BIT["fit"]) and sentence.has("remedy") and not sentence.is_question
    headed = sentence.label & mask("exchange", "return") == mask("exchange")
    anew = headed and sentence.has("return") and sentence.has("order")  # give it back and buy again
    if (
        (said and not sentence.is_heading and not sentence.is_question)
        or asked
        or swapped
        or (anew and not sentence.is_question)
    ):
        negated = denies(sentence)
        score = 1.0 + bool(sentence.label & mask("exchange"))
        yield Candidate(
            "return.exchange", "present", sentence, "exchange", spans(said), score, (Fact(negated=negated),)
        )


def cancellation(sentence: Sentence) -> Iterator[Candidate]:
    said = sentence.words(mask("cancel"))
    asked = sentence.label & mask("cancel") and sentence.has("yes", "no", "negation", "until", "reach", "dispatch")
    if (said and not sentence.is_heading and not sentence.is_question) or asked:
        until = _until(sentence)  # "as long as it is not sent" does not deny the cancelling
        condition = sentence.text[until[0] : until[1]] or None
        fact = Fact(condition=condition, negated=denies(sentence, beside=until))
        score = 1.0 + sentence.has("order")
        facts = () if any(time.role.name == "cancel" for time in timed(sentence, "cancel")) else (fact,)
        yield Candidate("order.cancellation", "present", sentence, "cancelling", spans(said), score, facts)


def _until(sentence: Sentence) -> tuple[int, int]:
    """Where it is said up to what an order can be cancelled, or after what it cannot: "until it is dispatched"."""
    if sentence.durations:
        return (0, 0)
    words = sentence.words(mask("until"))
    sent = sentence.words(mask("dispatch", "shipping", "processing", "after_dispatch"))
    stretches = [
        (found.start, max(found.end, leaving.end)) for found in words for leaving in sent if found.start < leaving.end
    ]
    clauses = [clause for found in words if (clause := _clause(sentence, found)) is not None]
    return min(clauses or stretches or _unsent(sentence, sent), key=lambda span: span[1] - span[0], default=(0, 0))


def _unsent(sentence: Sentence, sent: Sequence[Mention]) -> list[tuple[int, int]]:
    """ "Orders not yet sent can be cancelled"."""
    denials = sentence.words(mask("negation"))
    return [
        (denial.start, leaving.end)
        for denial in denials
        for leaving in sent
        if 0 <= leaving.start - denial.end <= _BESIDE
    ]


def _clause(sentence: Sentence, until: Mention) -> tuple[int, int] | None:
    """The clause that the word begins, or without spaces ends, where nothing is cancelled and something is denied."""
    folded, start, end = sentence.folded, until.start, until.end
    if sentence.lexicon.spaced:
        comma = _COMMA.search(folded, end, sentence.end)
        end = comma.start() if comma else end
    else:
        start = max(sentence.start, *(folded.rfind(comma, sentence.start, start) + 1 for comma in ",、"))
    cancelled = any(start <= found.start < end for found in sentence.words(mask("cancel")))
    denied = any(start <= found.start < end for found in sentence.words(mask("negation")))
    return (start, end) if denied and not cancelled else None


RULES = (
    rule(times, "time_unit"),
    rule(condition, "condition"),
    rule(exclusions, "excluded", "excluded_goods"),
    rule(procedure, "procedure", "purpose", "send_to", "reach"),
    rule(refund_method, "original_payment", "store_credit", "payment_means"),
    rule(refund_time, "refund", "credited"),
    rule(damaged, "damaged", "wrong_item", "our_error", "legal_warranty"),
    rule(exchange, "exchange", "fit"),
    rule(cancellation, "cancel"),
)
