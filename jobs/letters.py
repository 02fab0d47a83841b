"""The letter about an order: which language, which facts, and the words that the language's templates make of them."""

import logging
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from integration.domain.calendars import add_business_days
from integration.domain.channel import ChannelKind
from integration.domain.delay.estimate import Estimate
from integration.domain.fault import fault_of
from integration.domain.held_up import UNMENDED, holding_up
from integration.domain.law.duty import Duty
from integration.domain.law.lint import lacking
from integration.domain.law.record import written_duty
from integration.domain.law.statute import Clause
from integration.domain.notice import VAGUE_DAYS
from integration.domain.own_letter import read_own_letters
from integration.domain.reasons import NoticeKind
from integration.domain.voice import Voice, read_voice
from integration.domain.zones import zone, zone_of
from integration.languages.clauses import Choices, clause_sentences
from integration.languages.incident_words import also_words, cause_words
from integration.languages.render import Letter, closest, render
from integration.languages.short import channel_text
from integration.store.incidents import cause_of
from integration.store.outbox import Draft
from integration.store.tables import ShopRow
from jobs.facts import Facts

log = logging.getLogger(__name__)

NO_CHOICES = Choices()
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})


def write_letter(
    facts: Facts,
    kind: str,
    estimate: Estimate | None,
    duty: Duty | None = None,
    choices: Choices = NO_CHOICES,
    more: Mapping[str, Any] = NOTHING_MORE,
    channel: ChannelKind = ChannelKind.MAIL,
) -> Letter:
    """In the customer's language where we have it, else in the shop's. Days are the customer's.

    `more` are facts that the order does not tell. On a channel other than mail it is short; its subject is for lists.
    """
    language, voice = _language(facts), voice_of(facts.shop)
    parcels = facts.case.open_parcels or facts.case.parcels
    named = None if estimate is not None and _is_unsure(facts, kind, estimate) else estimate
    arrivals = [parcel.delivered_at for parcel in facts.case.parcels if parcel.delivered_at is not None]
    known = {
        "customer_name": facts.order.customer.name,
        "order_number": facts.order.number,
        "shop_title": facts.shop.title or facts.shop.name,
        "promised_by": _day(facts, facts.promise.promised_by),
        "expected_from": _day(facts, named.earliest if named else None),
        "expected_to": _day(facts, named.latest if named else None),
        "delivered_on": _day(facts, max(arrivals, default=None)),
        "tracking_url": next((it.url for parcel in parcels for it in parcel.tracking if it.url), ""),
        "signature": voice.signature,
        "reply_to": voice.reply_to or facts.shop.email,
        "fault": _fault(facts),
        "part": _part(facts),
        "pickup_place": _pickup_place(facts),
        **_incident(facts, language, alone=duty is not None),
    }
    clauses = clause_sentences(duty, language, choices, voice_of(facts.shop).reason) if duty else None
    own = read_own_letters(facts.shop.settings).get((closest(language), kind))
    letter = render(kind, language, {**known, **more}, clauses, choices, voice, own)
    if channel is ChannelKind.MAIL:
        return letter
    text, template = channel_text(channel, kind, language, {**known, **more}, clauses, choices)
    return replace(letter, text=text, html="", template=template)


def drafted(
    letter: Letter,
    kind: str,
    number: int,
    to_address: str,
    channel: ChannelKind = ChannelKind.MAIL,
    duty: Duty | None = None,
) -> Draft:
    """The letter as the `number`-th message of its kind about its order."""
    owed = written_duty(duty) if duty else {}
    words = columns(letter)
    return Draft(
        kind=kind, number=number, to_address=to_address, language=letter.language, channel=channel, duty=owed, **words
    )


def columns(letter: Letter) -> dict[str, Any]:
    """The words, as the outbox keeps them."""
    return {
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "template": asdict(letter.template) if letter.template else {},
    }


def clauses_missing(facts: Facts, duty: Duty, choices: Choices, text: str, html: str) -> tuple[Clause, ...]:
    """What the law wants said and this letter does not say, in one of its two dresses."""
    sentences = clause_sentences(duty, _language(facts), choices, voice_of(facts.shop).reason)
    return lacking(duty.clauses, sentences, choices.links, text, html)


def _language(facts: Facts) -> str:
    return facts.order.customer.language or facts.shop.language


def voice_of(shop: ShopRow) -> Voice:
    """How the merchant wants to sound; what cannot be used is logged, and the house's plain voice stands in."""
    try:
        return read_voice(shop.settings)
    except ValueError as problem:
        log.warning("shop %s: its voice cannot be read: %s", shop.id, problem)
        return Voice()


def _fault(facts: Facts) -> str:
    """Whose doing it is, by the scans and by how soon the shop said that orders leave."""
    handling = facts.settings.promise.handling
    leave_by: datetime | None = None
    if handling is not None and facts.order.paid_at is not None:
        said = facts.settings.promise
        there = zone(said.timezone)
        day = add_business_days(facts.order.paid_at.astimezone(there).date(), handling[1], said.country)
        leave_by = datetime.combine(day + timedelta(days=1), time.min, there)
    return fault_of(facts.case.open_parcels, leave_by, facts.now) or ""


def _part(facts: Facts) -> str:
    """Of an order that comes in several parcels: whether some of it is there already."""
    case = facts.case
    if len(case.parcels) + facts.order.sent_in_part < 2:
        return ""
    return "arrived" if len(case.open_parcels) < len(case.parcels) else "several"


def _is_unsure(facts: Facts, kind: str, estimate: Estimate) -> bool:
    """Whether no day may be named: of what lies lost, damaged or unaddressed nobody knows one."""
    if kind != NoticeKind.CARRIER_EXCEPTION:
        return False
    unmended = holding_up(facts.case.open_parcels, facts.now) & UNMENDED
    return bool(unmended) or estimate.latest - estimate.earliest > timedelta(days=VAGUE_DAYS)


def _pickup_place(facts: Facts) -> str:
    """Where it waits, if the carrier names more of it than the town."""
    waiting = facts.case.open_parcels if facts.case.waits_at_pickup else ()
    places = (parcel.events[-1].place for parcel in waiting if parcel.events)
    return next((place for place in places if any(sign.isdigit() for sign in place)), "")


def _incident(facts: Facts, language: str, *, alone: bool) -> dict[str, str]:
    """What many orders are late for, this one among them. A notice that the law asks for speaks of its own order."""
    if facts.incident is None:
        return {}
    cause = cause_words(cause_of(facts.incident.incident), facts.incident.incident.label, language)
    return {"cause": cause, "also": "" if alone else also_words([order.number for order in facts.also], language)}


def _day(facts: Facts, moment: datetime | None) -> date | None:
    there = zone_of(facts.order.ship_to, facts.shop.timezone)
    return None if moment is None else moment.astimezone(there).date()
