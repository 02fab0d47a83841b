"""What a time is for, where the question, the table and the sentence before say more than its own words."""

from integration.domain.audit.sentences import Sentence
from integration.domain.audit.timing import Time
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting

JOURNEY = ("handling", "delivery")
BACK = mask("return", "withdrawal", "change_mind", "money_back")
SENT = mask("deliver", "shipping", "dispatch", "handling_time", "after_dispatch")
PAID = mask("refund", "credited")
_SPAN = mask("deadline_word", "change_mind", "withdrawal", "procedure", "purpose")
_OWN_WINDOW = mask("return", "withdrawal", "money_back", "change_mind", "exchange", "after_delivery", "condition")
_TAKEN_BACK = mask("return", "refund", "withdrawal", "money_back")


def use_of(setting: Setting, time: Time) -> str:
    """What the time is for; in a table the head of its column says it better than the row."""
    name, sentence = time.role.name, setting.sentence
    if setting.row is not None and name in JOURNEY:
        return setting.row.journey(sentence, time.quantity.start) or name
    if name in ("delivery", "window") and _pays_back(setting):
        return "refund"
    if name == "window" and _is_paid_back(setting, time):
        return "refund"
    if name == "window" and setting.asked & PAID and not setting.asked & _SPAN and not sentence.mask & _OWN_WINDOW:
        return "refund"
    if name == "window" and setting.asked & PAID and not setting.asked & BACK and time.quantity.unit == "business_day":
        return "refund"  # "within 5 business days of us approving your return"
    if name in JOURNEY and setting.asked & PAID and not sentence.mask & SENT & ~BIT["deliver"]:
        return "refund"
    if name in ("window", "exchange") and sentence.near & BIT["exchange"]:
        only_swaps = sentence.has("exchange") and sentence.near & _TAKEN_BACK == BIT["money_back"]
        only_swaps = only_swaps or _sends_back_for_another(sentence)
        return "window" if sentence.near & _TAKEN_BACK and not only_swaps else "exchange"
    if name == "refund" and _is_asked_back(setting, time):
        return "window"
    if name == "damage" and setting.asked & BIT["warranty"] and not sentence.has("notify", "photo"):
        return "warranty"
    if name == "window" and sentence.has("refund", "credited") and sentence.has("after_goods_back"):
        named = [word for word in sentence.words(PAID | BACK) if word.end <= time.quantity.start]
        paid = named and all(word.mask & PAID for word in named)
        return name if sentence.mask & (BACK | BIT["exchange"]) and not paid else "refund"
    if name != "delivery":
        return name
    if sentence.has("after_delivery") and not sentence.has("after_order", "after_dispatch"):
        return "window" if sentence.label & BACK else ""  # what has arrived is not under way
    return name


def _is_asked_back(setting: Setting, time: Time) -> bool:
    """ "Yes, within 14 days for a full refund", asked whether goods can be returned."""
    back = setting.asked & BACK and not setting.asked & PAID and time.fact.counted_from != "goods_back"
    sentence = setting.sentence
    return bool(back) and not sentence.has("we", "shop", "credited", "processing") and time.quantity.unit == "day"


def _sends_back_for_another(sentence: Sentence) -> bool:
    """ "Send it back for another size"."""
    others, swaps = sentence.words(mask("size_label", "color")), sentence.words(BIT["exchange"])
    named = [one for one in swaps if any(one.start < other.end and other.start < one.end for other in others)]
    return (
        bool(swaps) and len(named) == len(swaps) and not sentence.has("refund", "money_back", "credited", "withdrawal")
    )


def _is_paid_back(setting: Setting, time: Time) -> bool:
    """ "We process refunds within 5 business days", where paying back is what was said last before the number."""
    sentence, number = setting.sentence, time.quantity
    said = [word.mask for word in sentence.words(PAID | BACK | BIT["exchange"]) if word.start < number.start]
    prompt = number.unit == "business_day" or sentence.has("credited", "processing")
    asks = sentence.has("customer", "may", "reach", "notify")
    counted = time.fact.counted_from in (None, "goods_back") or not asks
    return bool(said) and bool(said[-1] & PAID) and prompt and counted and (sentence.has("shop", "we") or not asks)


def _pays_back(setting: Setting) -> bool:
    """ "Eight days after we have your return", asked of anything but how to send it."""
    sentence = setting.sentence
    if setting.has("after_goods_back"):
        return True
    arrived = sentence.has("after_goods_back") and sentence.has("return") and not sentence.has("after_delivery")
    return arrived and not sentence.label & (BACK | BIT["exchange"])
