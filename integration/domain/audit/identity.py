"""Who sells: name, street, register and tax number, as laws on imprints ask for them."""

import re
from collections.abc import Iterator

from integration.domain.audit.candidate import Candidate, rule, spans
from integration.domain.audit.contact import is_quantity
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import mask
from integration.domain.lexicon import Mention

_NEAR = 40
_FAR = 80
_AFTER_LABEL = re.compile(r"\s{0,2}(?:[:：|]|\)\s?:)\s{0,2}[^\W_][^\n]")
_NAMED = re.compile(
    r"\s{1,2}(?:[^\W\d_a-z][\w'’.-]{1,30}\s(?:(?:&|and|und|et|y|e|en|von|van|de)\s)?){1,3}[^\W\d_a-z]\w"
)
_BEFORE_FORM = re.compile(r"([^\W\d_][\w'’.&-]{0,30})[\s,&+.]{1,3}$")
_AFTER_FORM = re.compile(r"\s[^\W\d_a-z]")
_BEFORE_A_NAME = ("SARL", "EURL", "SAS", "SASU")
_NUMBER_BEFORE = re.compile(
    r"(?<![\w€$£.,+-])\d{1,5}(?:\s?(?:bis|ter)|\s?[a-zA-Z])?,?\s(?:(?:[^\W\d_a-z]|\d{1,3}(?=st|nd|rd|th))[\w'’.-]{0,30}\s){0,3}$"
)
_NUMBER_AFTER = re.compile(
    r"[.º]?[\s/.]{0,3}(?:(?:[a-zà-ÿ]{1,5}['’]?\s?){0,2}[^\W\d_a-z][\w'’.-]{0,30}[\s,]{1,2}){0,5}"
    r"(?:n[.ºo°]{0,2}\s?|nr\.?\s?)?(\d{1,5})(?![\d%€$£/]|[.,]\d|\s\d{1,3}(?!\d)|\s?[a-z]{2,}\b(?<!bis))"
)
_POSTCODE = re.compile(
    r"(?<![\d.,/-])(?:\d{4,5}(?![\d.,/%])|\d{3}-\d{4}|\d{6}(?!\d))|\b[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b"
)
_NUMBER = re.compile(r"(?=[0-9A-Z.]{0,4}[ .\-/]?\d)[0-9A-Z](?:[ .\-/]?[0-9A-Z]){2,24}")
_REGISTER = re.compile(r"(?:hr[ab]|fn|rea|gnr|tomo|folio|hoja)\W{0,3}(?:[a-z]{1,2}\W{1,3})?\d{3,}|\d{6,}")
_OTHERS = mask("other_firm", "carrier", "adr")
_LINE = frozenset("[_]")
_FEWEST = {"registration": 5, "vat_id": 7}


def legal_name(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_question:
        return
    labels = sentence.words(mask("identity_label"))
    forms = [found for found in sentence.words(mask("legal_form")) if _is_firm(sentence, found)]
    named = [found for found in labels if _names_after(sentence, found)]
    if labels and sentence.blanks:
        yield Candidate("identity.legal_name", "placeholder", sentence, "name left blank", tuple(sentence.blanks))
    elif forms and (labels or not sentence.mask & _OTHERS):
        score = 2.0 + bool(labels or sentence.label & mask("identity_label"))
        yield Candidate("identity.legal_name", "present", sentence, "name of a firm", spans((*labels, *forms)), score)
    elif named:
        yield Candidate("identity.legal_name", "present", sentence, "name of who sells", spans(named), 1.5)


def _is_firm(sentence: Sentence, form: Mention) -> bool:
    """Ltd after a name, not "inc" of a price that includes tax: both stand in capitals, and no number before."""
    text = sentence.text
    if not text[form.start : form.end].isascii():
        return True
    before = _BEFORE_FORM.search(text, max(sentence.start, form.start - _NEAR), form.start)
    if text[form.start : form.end] in _BEFORE_A_NAME and _AFTER_FORM.match(text, form.end, sentence.end):
        return True
    in_capitals = text[form.start].isupper() or "." in text[form.start : form.end]
    return in_capitals and before is not None and not before[1][0].islower()


def _names_after(sentence: Sentence, label: Mention) -> bool:
    text, end = sentence.text, sentence.end
    return bool(_AFTER_LABEL.match(text, label.end, end) or _NAMED.match(text, label.end, end))


def address(sentence: Sentence) -> Iterator[Candidate]:
    if sentence.is_question:
        return
    seats = sentence.words(mask("seat"))
    if seats and sentence.blanks and not _of_form(sentence):
        yield Candidate("identity.address", "placeholder", sentence, "address left blank", tuple(sentence.blanks))
        return
    if not sentence.counts or (sentence.mask & _OTHERS and not seats):
        return
    said = [found for found in sentence.words(mask("number_first")) if _number_before(sentence, found)]
    said += [found for found in sentence.words(mask("street_first")) if _number_after(sentence, found)]
    if said:
        score = 2.0 + bool(_POSTCODE.search(sentence.text, sentence.start, sentence.end)) + bool(seats)
        yield Candidate("identity.address", "present", sentence, "street and number", spans(said), score)
    elif labelled := [found for found in seats if _place_after(sentence, found)]:
        yield Candidate("identity.address", "present", sentence, "address after its label", spans(labelled), 1.5)


def _of_form(sentence: Sentence) -> bool:
    """Whether the blanks are the buyer's to fill in: the lines of the form to withdraw with."""
    lines = all(set(sentence.folded[start:end]) <= _LINE for start, end in sentence.blanks)
    return lines and bool((sentence.mask | sentence.label | sentence.section) & mask("model_form"))


def _number_before(sentence: Sentence, street: Mention) -> bool:
    text = sentence.text
    found = _NUMBER_BEFORE.search(text, max(sentence.start, street.start - _FAR), street.start)
    if found is None or is_quantity(sentence, found.start()):
        return False
    begins = text[street.end : street.end + 4].lstrip()
    return (
        text[street.start].isupper() or begins[:1].isupper() or begins.startswith(("de", "du", "la", "le", "l'", "d'"))
    )


def _number_after(sentence: Sentence, street: Mention) -> bool:
    text = sentence.text
    if sentence.lexicon.spaced and not text[street.start].isupper() and street.end - street.start < 8:
        return False
    found = _NUMBER_AFTER.match(text, street.end, min(sentence.end, street.end + _FAR))
    return found is not None and not is_quantity(sentence, found.start(1))


def _place_after(sentence: Sentence, seat: Mention) -> bool:
    """A label, and then what has a postcode, or in scripts without spaces any number."""
    if _AFTER_LABEL.match(sentence.text, seat.end, sentence.end) is None and sentence.lexicon.spaced:
        return False
    wanted = _POSTCODE if sentence.lexicon.spaced else re.compile(r"\d")
    found = wanted.search(sentence.text, seat.end, min(sentence.end, seat.end + _FAR))
    return (
        found is not None and not sentence.has("email_word", "phone_word") and not is_quantity(sentence, found.start())
    )


def registration(sentence: Sentence) -> Iterator[Candidate]:
    yield from _numbered(sentence, "identity.registration", "registration", "number in a register")


def vat_id(sentence: Sentence) -> Iterator[Candidate]:
    yield from _numbered(sentence, "identity.vat_id", "vat_id", "tax number")


def _numbered(sentence: Sentence, code: str, concept: str, why: str) -> Iterator[Candidate]:
    """A label with a number of enough digits after it; a number of noughts was never filled in."""
    labels = [(found.start, found.end) for found in sentence.words(mask(concept))]
    if sentence.blanks and labels:
        yield Candidate(code, "placeholder", sentence, "number left blank", tuple(sentence.blanks))
        return
    for start, end in labels or [(sentence.start, sentence.start)]:
        span = _number_after_label(sentence, start, end, concept)
        if span is None:
            continue
        digits = {sign for sign in sentence.text[slice(*span)] if sign.isdigit()}
        if digits == {"0"}:
            yield Candidate(code, "placeholder", sentence, "number never filled in", (span,))
        else:
            words = ((start, end), span) if labels else (span,)
            yield Candidate(code, "present", sentence, why, words, float(len(words)))
        return


def _number_after_label(sentence: Sentence, start: int, end: int, concept: str) -> tuple[int, int] | None:
    last = min(sentence.end, end + _FAR)
    if concept == "registration" and (found := _REGISTER.search(sentence.folded, start, last)):
        return found.span()
    for found in _NUMBER.finditer(sentence.text, end, last):
        digits = sum(sign.isdigit() for sign in found[0])
        if digits >= _FEWEST[concept] and not is_quantity(sentence, found.start()):
            return found.span()
    return None


RULES = (
    rule(legal_name, "legal_form", "identity_label"),
    rule(address, "number_first", "street_first", "seat"),
    rule(registration, "registration"),
    rule(vat_id, "vat_id"),
)
