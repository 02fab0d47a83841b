"""What a letter and a banner say of an incident, in any of the languages."""

from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list

from integration.domain.incident import Cause
from integration.languages.speech import closest, one_line, say, words_of


def cause_words(cause: Cause, label: str, language: str) -> str:
    """For a letter: what makes many orders late. `label` is what people call the hub, the carrier or the product."""
    return _said("cause", cause, label, language)


def banner(cause: Cause, label: str, language: str) -> str:
    """For the shop itself: a line that every visitor may read."""
    return _said("banner", cause, label, language)


def also_words(numbers: Sequence[str], language: str) -> str:
    """That the customer's other orders are late too; "" without any."""
    code = closest(language)
    listed = format_list([one_line(number) for number in numbers], locale=code) if numbers else ""
    return say(words_of(code, "incident")["also"], {"numbers": listed}) if listed else ""


def _said(use: str, cause: Cause, label: str, language: str) -> str:
    code = closest(language)
    country = Locale(code).territories.get(cause.country, cause.country)
    return say(words_of(code, "incident")[use][cause.kind], {"name": one_line(label), "country": country})
