"""Where the shop sends: what one page promises and another, or the platform, rules out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from integration.domain.audit.candidate import Candidate
from integration.domain.audit.finding import Fact
from integration.domain.audit.places import places_after, places_in
from integration.domain.audit.sentences import Sentence
from integration.domain.concepts import BIT, mask
from integration.domain.consistency.comparison import Pair
from integration.domain.consistency.grants import answers_no, answers_yes
from integration.domain.consistency.scope import Setting
from integration.domain.consistency.statement import Scope, Statement, quoted_statement
from integration.domain.places import EU, WORLD, countries_of

_SENDS = mask("destination", "deliver", "shipping", "dispatch")
_NARROWER = mask(
    "outside", "abroad", "free", "free_shipping", "cost", "shipping_cost", "duties", "return", "tax", "pickup",
    "same_day", "delivery_time", "tracking", "po_box",
)  # fmt: skip
"""Who asks of these asks more than whether it is sent there at all."""
_OTHER = mask("duties", "return", "return_cost", "tax", "tax_included", "tax_excluded")
_AT_ONCE = 3
_ENCLAVES = frozenset({"VA", "SM", "MC", "LI"})
"""Served with the country around them."""
_MOST_LISTED = 40
"""Zones of so many countries together are as good as the world."""


def destinations(setting: Setting, candidate: Candidate) -> Iterator[Statement]:
    sentence = setting.sentence
    scope = None if sentence.is_heading else setting.scope()
    for fact in candidate.facts:
        bound = sentence.has("outside") and not fact.negated and len(candidate.facts) == 1
        if scope is None or not fact.places or (sentence.has("abroad") and not bound) or sentence.near & _OTHER:
            continue
        if WORLD in fact.places and setting.has("home"):  # "anywhere in the country"
            fact = replace(fact, places=tuple(place for place in fact.places if place != WORLD))
            if not fact.places:
                continue
        lone = len(candidate.facts) == 1 and sentence.has("only")
        sends = sentence.near & _SENDS
        refused = fact.negated and bool(sends) and not lone and not sentence.amounts and not sentence.durations
        refused = refused and not _instead(setting) and not _only_lacks(setting)
        places = _alone(sentence) or fact.places
        members = "EU" in places and len(EU & {*places} - {"EU"}) > 1
        abroad = setting.asked & mask("outside", "abroad")  # "Outside of Germany?" "Only to Austria."
        limited = bound or (sentence.has("only") and not members and not sentence.amounts)
        word = "never" if refused else "only" if limited and not abroad else "there"
        fact = replace(fact, places=places)
        yield quoted_statement("shipping.destinations", candidate, fact, Scope(places), word=word)


def answered(setting: Setting) -> Iterator[Statement]:
    """ "Do you send to Switzerland?" "Yes, in 5 to 8 days." """
    asked, sentence = setting.question, setting.sentence
    if asked is None or not asked.sentence.mask & _SENDS or asked.sentence.mask & _NARROWER or asked.words:
        return
    places, scope = places_in(asked.sentence), setting.scope()
    if not places or places_in(sentence) or scope is None or scope.exception or sentence.has("place", "only", "abroad"):
        return
    word = "there" if answers_yes(sentence) else "never" if answers_no(sentence) else ""
    if word:
        candidate = Candidate("shipping.destinations", "present", sentence, "", ((sentence.start, sentence.end),))
        fact = Fact(places=places, negated=word == "never")
        yield quoted_statement("shipping.destinations", candidate, fact, Scope(places), word=word)


def _alone(sentence: Sentence) -> tuple[str, ...]:
    """What is left of "not to Spain, only to France"."""
    only = min((word.start for word in sentence.words(mask("only"))), default=sentence.end)
    denied = any(word.end <= only for word in sentence.words(mask("negation", "no_delivery")))
    return places_after(sentence, only) if denied else ()


def _only_lacks(setting: Setting) -> bool:
    """ "To your door, without a minimum order"."""
    denials = setting.sentence.words(mask("negation", "no", "no_delivery"))
    lacks = [word for word in setting.words if word.mask & BIT["lacking"]]
    return bool(denials) and all(any(lack.start <= word.start < lack.end for lack in lacks) for word in denials)


def _instead(setting: Setting) -> bool:
    """ "No, we send to Austria", asked of France."""
    sentence = setting.sentence
    return bool(
        setting.answers
        and sentence.mask & mask("place", "worldwide")
        and not sentence.has("negation")
        and any(word.start - sentence.start < _AT_ONCE for word in sentence.words(mask("no")))
    )


def disagreements(said: Sequence[Statement]) -> Iterator[Pair]:
    """Pairs of which one sends to a country and the other does not."""
    texts = _distinct(each for each in said if each.source)
    zones = [each for each in said if not each.source]
    for one in texts:
        for other in texts:
            if one.source != other.source and _excludes(one, other):
                yield one, other
        if zones:
            yield from _against_zones(one, zones)


def _distinct(said: Iterable[Statement]) -> list[Statement]:
    """What each source says of the same places, once."""
    found: dict[tuple[str, str], Statement] = {}
    for each in said:
        found.setdefault((each.source, each.says), each)
    return list(found.values())


def _excludes(one: Statement, other: Statement) -> bool:
    """Whether `one` rules out what `other` promises."""
    if other.word == "never":
        return False
    ruled, promised = countries_of(one.fact.places), countries_of(other.fact.places)
    if one.word == "never":
        return bool(ruled & promised)
    named = countries_of(place for place in other.fact.places if place != "EU")
    if named <= ruled and len(promised & ruled) > 1 and "EU" in other.fact.places:
        return False  # "to Europe it is 34.00" names no country that is left out
    return one.word == "only" and WORLD not in ruled and not promised <= ruled


def _against_zones(said: Statement, zones: Sequence[Statement]) -> Iterator[Pair]:
    served = countries_of(place for zone in zones for place in zone.fact.places)
    places = countries_of(said.fact.places)
    if said.word == "never":
        return
    if WORLD not in served and _unserved(places, served):
        yield said, zones[0]
    elif said.word == "only" and WORLD not in places:
        for zone in zones:
            beyond = countries_of(zone.fact.places)
            if not beyond <= places | _ENCLAVES:
                yield said, zone


def _unserved(places: frozenset[str], served: frozenset[str]) -> bool:
    if WORLD in places:
        return len(served) < _MOST_LISTED
    if places >= EU:
        return len(served & EU) < 2
    return bool(places - served)
