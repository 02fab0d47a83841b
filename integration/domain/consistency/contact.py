"""How to reach the shop: addresses and numbers for general questions, and the hours of answer."""

import re
from collections.abc import Iterator
from itertools import pairwise

from integration.domain.audit.candidate import Candidate, quoted
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{2,24}){1,3}")
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+|00)?\(?\d{1,4}\)?(?:[\s./()-]{1,2}\d{2,8}){1,5}(?![\w%€$])|(?<!\w)\+?\d{9,14}(?!\w)"
)
_PHONE_DIGITS = range(8, 16)
_SAME_TAIL = 8
"""The last figures of a number are the same with and without the country's code."""
_NOT_A_PHONE = ("whatsapp", "fax", "telefax", "微信", "line")
_SPECIAL = re.compile(
    r"return|retour|devol|reso|resi|rueck|ruck|reklam|press|presse|prensa|stampa|media|job|bewerb|career|rrhh|karriere|"
    r"wholesale|b2b|trade|grosshandel|haendler|mayor|pro$|privacy|datenschutz|dpo|rgpd|gdpr|legal|juridi|invoice|"
    r"rechnung|factur|billing|account|partner|affiliate|marketing|event|repair|reparat|garant|warrant|noreply|no-reply|"
    r"widerruf|abuse|security|newsletter|studio-?visit|kooperation|blog|collab|export|buchhaltung|compta"
)
_GENERAL = re.compile(
    r"info|hello|hola|hallo|hi$|hey|ciao|bonjour|salut|ola$|oi$|moin|servus|mail|e-?mail|post|office|team|bureau|b(?:ue|u)ro|"
    r"care|help|hilfe|aide|ayuda|ajuda|aiuto|hulp|support|servi[cz]|assist|atencion|atendimento|sac$|sav$|cs$|kefu|mise|"
    r"conta[ck]?t|kontakt|customer|client|kund|klant|fale|ask|question|frag|pregunta|vragen|enquir|inquir|general|"
    r"shop|store|tienda|boutique|negozio|loja|winkel|laden|web|online|order|bestell|pedido|commande|ordin|encomenda|"
    r"sales|verkauf|venta|vente|venda|vendite|verkoop|studio|atelier|taller|workshop|werkstatt|bottega|us$|we$|welcome|hq$"
)
"""A name, or a word for one concern in a language unread here, is not known to be meant for all questions."""
_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:\s?(?:[:.h時点时]\s?(?P<minute>[0-5]\d)?)?)\s?"
    r"(?P<half>am|pm|a\.m|p\.m)?(?![\d%])"
)
_RANGE = re.compile(
    r"^\s?(?:[-~至到]|to|a|à|bis|tot|till|until|as|ate|alle|al|et|und|e|uhr\s?-|uhr\s?bis)\s?(?:las\s|die\s)?$"
)
_REACHABLE = mask("opening_hours", "weekday", "contact", "reach", "phone_word")
_NO_HOURS = mask("dispatch", "deliver", "shipping", "processing", "order")


def statements(setting: Setting) -> Iterator[Statement]:
    yield from _emails(setting)
    yield from _phones(setting)
    yield from _hours(setting)


def _emails(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if not sentence.signs & BIT["at_sign"]:
        return
    for found in _EMAIL.finditer(sentence.folded, sentence.start, sentence.end):
        if is_general(found[0]) and _GENERAL.match(found[0].partition("@")[0]):
            topic = "contact.channel:gone" if setting.has("no_longer") else "contact.channel:email"
            yield _said(topic, sentence, found.span(), found[0].rstrip("."))


def _phones(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if not sentence.counts or any(word in sentence.folded[sentence.start : sentence.end] for word in _NOT_A_PHONE):
        return
    named = sentence.near & mask("phone_word", "contact", "reach") or sentence.signs & BIT["at_sign"]
    for found in _PHONE.finditer(sentence.folded, sentence.start, sentence.end):
        number = _without_note(found[0])
        likely = named or number.lstrip("(")[0] in "+0"
        if likely and len(_digits_of(number)) in _PHONE_DIGITS:
            yield _said("contact.channel:phone", sentence, found.span(), tail_of(number))


def _without_note(number: str) -> str:
    """Not the hours in brackets behind: "0577-55-0138 (10:00-16:00)"."""
    first, _, _ = number.rpartition("(")
    return first if len(_digits_of(first)) in _PHONE_DIGITS else number


def tail_of(number: str) -> str:
    """What makes two spellings of a telephone number the same."""
    return _digits_of(number)[-_SAME_TAIL:]


def _digits_of(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


def is_general(address: str) -> bool:
    """Whether an e-mail address is for any question, not for returns, the press or applications alone."""
    return not _SPECIAL.search(address.lower().partition("@")[0])


def _hours(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or sentence.mask & _NO_HOURS or not sentence.near & _REACHABLE:
        return
    for start, end, opens, closes in _spans(sentence):
        visit = setting.has("on_site", "other_service") or setting.inherited & mask("on_site", "other_service")
        scope = Scope(exception=frozenset({"on_site"}) if visit else frozenset())
        yield _said("contact.hours", sentence, (start, end), f"{opens}-{closes}", scope)


def _spans(sentence: Sentence) -> Iterator[tuple[int, int, str, str]]:
    clocks = list(_CLOCK.finditer(sentence.folded, sentence.start, sentence.end))
    for one, other in pairwise(clocks):
        if _RANGE.match(sentence.folded[one.end() : other.start()].replace("uhr", " ")):
            closes = _minutes(other, other["half"])
            opens = _minutes(one, one["half"] or ("am" if other["half"] else None))
            if opens < closes:
                yield one.start(), other.end(), f"{opens // 60}:{opens % 60:02}", f"{closes // 60}:{closes % 60:02}"


def _minutes(clock: re.Match[str], half: str | None) -> int:
    hour = int(clock["hour"])
    if half and half.startswith("p") and hour < 12:
        hour += 12
    return hour * 60 + int(clock["minute"] or 0)


def _said(topic: str, sentence: Sentence, span: tuple[int, int], word: str, scope: Scope | None = None) -> Statement:
    start, end = quoted(Candidate(topic, "present", sentence, "", (span,)))
    return Statement(topic, "", sentence.text[start:end], scope=scope or Scope(), start=start, word=word)
