"""Short versions of the letters, for channels that carry a line or two; facts are values in them, never templates."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from integration.domain.channel import ChannelKind
from integration.domain.law.statute import Clause
from integration.domain.segments import lightened
from integration.languages.clauses import Choices
from integration.languages.fact_words import fact_words
from integration.languages.speech import closest, one_line, words_of
from integration.ports import Template

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"\{\{(\d)\}\}")
_UNSPACED = frozenset({"zh", "ja"})


def text_message(
    kind: str,
    language: str,
    facts: Mapping[str, Any],
    clauses: Mapping[Clause, str] | None = None,
    choices: Choices | None = None,
) -> str:
    """A text message of a kind in the closest language; `facts` are those of a letter.

    With `clauses` it says what the law wants said, word for word, and where to answer; else how to get no more of them.
    """
    code = closest(language)
    words = fact_words(code, facts)
    if clauses:
        links = (choices or Choices()).links
        said = f"{words['order'].strip()}: {_gap(code).join(clauses.values())}"
        return " ".join([_led(code, words, said), *links])
    parts = [_led(code, words, _fill(_variant(kind, code, words)[1], words)), words["tracking_url"], _stop(code)]
    return lightened(" ".join(part for part in parts if part))


def template_message(kind: str, language: str, facts: Mapping[str, Any]) -> Template:
    """The same for a channel that holds the words: the variant that these facts fill, and what fills it."""
    code = closest(language)
    words = fact_words(code, facts)
    number, sentence = _variant(kind, code, words)
    places = _PLACE.findall(_news(code, sentence))
    return Template(template_name(kind, number), tuple(_worded(words, place) for place in places))


def template_name(kind: str, variant: int) -> str:
    return f"forthright_{kind}" if variant == 0 else f"forthright_{kind}_{variant + 1}"


def template_bodies(language: str) -> Mapping[str, str]:
    """The words of every template by its name, with {{1}}, {{2}} in their places: what the channel is given to hold."""
    code = closest(language)
    return {
        template_name(kind, variant): _numbered(_news(code, sentence))
        for kind, variants in _kinds(code).items()
        for variant, sentence in enumerate(variants)
    }


def as_filled(template: Template, language: str) -> str:
    """What its reader has before them."""
    body = template_bodies(language)[template.name]
    return _NUMBER.sub(lambda place: template.parameters[int(place[1]) - 1], body)


def channel_text(channel: ChannelKind, *given: Any) -> tuple[str, Template | None]:
    """What goes by a channel other than mail: the words, and the template where the channel holds them."""
    if channel is ChannelKind.SMS:
        return text_message(*given), None
    kind, language, facts, *_ = given
    template = template_message(kind, language, facts)
    return as_filled(template, language), template


def _variant(kind: str, code: str, words: Mapping[str, Any]) -> tuple[int, str]:
    """The first whose facts are all known, with its number."""
    variants = enumerate(_kinds(code)[kind])
    return next((number, said) for number, said in variants if all(words.get(place) for place in _PLACE.findall(said)))


def _kinds(code: str) -> Mapping[str, Sequence[str]]:
    table = words_of(code, "short")
    return {name: said for name, said in table.items() if isinstance(said, list) and not name.endswith("_words")}


def _led(code: str, words: Mapping[str, Any], said: str) -> str:
    """Under the shop's name, where it has one: a text message has no sender's name."""
    if not words["shop_title"]:
        return said[:1].upper() + said[1:]
    return _fill(words_of(code, "short")["lead"], {**words, "said": said})


def _news(code: str, sentence: str) -> str:
    """A template may neither begin nor end with a place, so that the shop's name and the way out stand around."""
    table = words_of(code, "short")
    return f"{table['news'].replace('{said}', sentence)}{_gap(code)}{table['stop']}"


def _numbered(body: str) -> str:
    for number, place in enumerate(_PLACE.findall(body), 1):
        body = body.replace(f"{{{place}}}", f"{{{{{number}}}}}", 1)
    return body


def _worded(words: Mapping[str, Any], place: str) -> str:
    return one_line(str(words[place])) or "-"


def _stop(code: str) -> str:
    return str(words_of(code, "short")["stop"])


def _fill(sentence: str, words: Mapping[str, Any]) -> str:
    return one_line(_PLACE.sub(lambda place: str(words[place[1]]), sentence))


def _gap(code: str) -> str:
    return "" if code in _UNSPACED else " "
