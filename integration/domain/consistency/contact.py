"""How to reach the shop: addresses and numbers for general questions, and the hours of answer."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, quoted
from integration.domain.audit.notation import address_of, digits_of, emails, hours_of, phones
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement

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
_REACHABLE = mask("opening_hours", "weekday", "contact", "reach", "phone_word")
_NUMBERED = mask("vat_id", "registration")
_NO_HOURS = mask("dispatch", "deliver", "shipping", "processing", "order")


def statements(setting: Setting) -> Iterator[Statement]:
    yield from _emails(setting)
    yield from _phones(setting)
    yield from _hours(setting)


def _emails(setting: Setting) -> Iterator[Statement]:
    for found in emails(setting.sentence):
        address = address_of(found)
        if is_general(address):
            topic = "contact.channel:gone" if setting.has("no_longer") else "contact.channel:email"
            yield _said(topic, setting.sentence, found.span(), address, of_address(address))


def _phones(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if not sentence.counts or any(word in sentence.folded[sentence.start : sentence.end] for word in _NOT_A_PHONE):
        return
    named = sentence.near & mask("phone_word", "contact", "reach") or sentence.signs & BIT["at_sign"]
    numbers = sentence.words(_NUMBERED)
    for found in phones(sentence):
        if any(0 <= found.start() - word.end <= _SAME_TAIL for word in numbers):
            continue
        number = _without_note(found[0])
        if named or number.lstrip("(")[0] in "+0":
            yield _said("contact.channel:phone", sentence, found.span(), tail_of(number))


def _without_note(number: str) -> str:
    """Not the hours in brackets behind: "0577-55-0138 (10:00-16:00)"."""
    first, _, _ = number.rpartition("(")
    return first if len(digits_of(first)) >= _SAME_TAIL else number


def tail_of(number: str) -> str:
    """What makes two spellings of a telephone number the same."""
    return digits_of(number)[-_SAME_TAIL:]


def is_general(address: str) -> bool:
    """Whether an e-mail address is for any question, not for returns, the press or applications alone."""
    return not _SPECIAL.search(address.lower().partition("@")[0])


def of_address(address: str) -> Scope:
    """What the address is for: any question, or what its name says, "tea@", so that only its like is the same one."""
    name = address.lower().partition("@")[0]
    return Scope() if _GENERAL.match(name) else Scope(exception=frozenset({name}))


def _hours(setting: Setting) -> Iterator[Statement]:
    sentence = setting.sentence
    if sentence.is_question or sentence.mask & _NO_HOURS or not sentence.near & _REACHABLE:
        return
    for start, end, opens, closes in hours_of(sentence):
        visit = setting.has("on_site", "other_service") or setting.inherited & mask("on_site", "other_service")
        scope = Scope(exception=frozenset({"on_site"}) if visit else frozenset())
        yield _said("contact.hours", sentence, (start, end), f"{_clock(opens)}-{_clock(closes)}", scope)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _said(topic: str, sentence: Sentence, span: tuple[int, int], word: str, scope: Scope | None = None) -> Statement:
    start, end = quoted(Candidate(topic, "present", sentence, "", (span,)))
    return Statement(topic, "", sentence.text[start:end], scope=scope or Scope(), start=start, word=word)
