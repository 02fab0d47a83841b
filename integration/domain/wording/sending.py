"""Handling, delivery, carriers, destinations, tracking, delay: what to say of them."""

from collections.abc import Iterator, Mapping, Sequence

from integration.domain.places import covers
from integration.domain.terms import Terms
from integration.domain.wording.said import ASK, Detail, Said, detail, email_of, time_of
from integration.domain.wording.values import Names, Places, Value


def handling_time(terms: Terms) -> Sequence[Said]:
    time = time_of(terms.agreed("shipping.handling_time"))
    return ASK if time is None else (Said("time", {"time": time}),)


def delivery_time(terms: Terms) -> Sequence[Said]:
    """One time for all; of several destinations each its own, then that for the others."""
    placed, time = tuple(_by_place(terms)), time_of(terms.elsewhere("shipping.delivery_time"))
    if not placed and time is not None:
        start = time.fact.counted_from
        return (Said(start if start in ("dispatch", "order") else "plain", {"time": time}),)
    if time is None or _all_named(terms):
        return placed or ASK
    return (*placed, Said("rest", {"time": time}))


def _all_named(terms: Terms) -> bool:
    """Whether every destination that the shop is known to have has a time of its own."""
    times = [fact for fact in terms.known("shipping.delivery_time") if fact.condition is None]
    named = [place for fact in times for place in fact.places]
    there = [place for fact in terms.known("shipping.destinations") if not fact.negated for place in fact.places]
    return bool(there) and all(covers(named, place) for place in there)


def _by_place(terms: Terms) -> Iterator[Said]:
    """Each destination that has one time only, in the order of the pages."""
    facts = [fact for fact in terms.known("shipping.delivery_time") if fact.places and fact.condition is None]
    for fact in facts:
        time = time_of(fact)
        alone = sum(other.places == fact.places for other in facts) == 1
        if time is not None and alone:
            slots: dict[str, Value] = {"places": Places(fact.places), "time": time}
            yield Said("zone", slots)


def method(terms: Terms) -> Sequence[Said]:
    carriers = terms.named("shipping.method")
    return (Said("said", {"carriers": Names(carriers)}),) if carriers else ASK


def destinations(terms: Terms) -> Sequence[Said]:
    known = [fact for fact in terms.known("shipping.destinations") if not fact.negated and fact.condition is None]
    places = tuple(dict.fromkeys(place for fact in known for place in fact.places))
    if "world" in places:
        return (Said("world"),)
    return (Said("places", {"places": Places(places)}),) if places else ASK


def tracking(terms: Terms) -> Sequence[Said]:
    said = terms.chosen("shipping.tracking")
    return (Said(said[0]),) if said else ASK


def delay_loss(terms: Terms) -> Sequence[Said]:
    email = email_of(terms)
    return (Said("email", {"email": email}),) if email else ASK


DETAILS: Mapping[str, Detail] = {
    "shipping.handling_time": detail(handling_time, "time time"),
    "shipping.delivery_time": detail(
        delivery_time, "dispatch time", "order time", "plain time", "zone places time", "rest time"
    ),
    "shipping.method": detail(method, "said carriers"),
    "shipping.destinations": detail(destinations, "places places", "world"),
    "shipping.tracking": detail(tracking, "tracked", "untracked"),
    "shipping.delay_loss": detail(delay_loss, "email email"),
}  # fmt: skip
