from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from integration.domain.reasons import WaitReason
from integration.domain.sending import MessageClass, SendingRules, consents, read_sending_rules, wait_for

LISBON, TOKYO = ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")
RULES = SendingRules()
LEGAL, SERVICE, MARKETING = MessageClass
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def wait(kind, now, zone=LISBON, rules=RULES, to_customer=0, by_shop=0):
    return wait_for(kind, now, zone, rules, to_customer=to_customer, by_shop=by_shop)


def at(hour: int, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, 30, tzinfo=UTC)


def test_by_day_it_goes():
    assert wait(SERVICE, NOON) is None
    assert wait(SERVICE, at(20)) is None


def test_at_night_it_waits_for_the_recipients_morning():
    assert wait(SERVICE, at(22)).until == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert wait(SERVICE, at(3)).until == datetime(2026, 3, 2, 8, tzinfo=UTC)
    tokyo = wait(SERVICE, at(13), TOKYO)
    assert (tokyo.reason, tokyo.until) == (WaitReason.QUIET_HOURS, datetime(2026, 3, 2, 23, tzinfo=UTC))


def test_what_the_law_asks_for_waits_only_within_its_day():
    assert wait(LEGAL, at(22)) is None
    assert wait(LEGAL, at(3)).until == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_nobody_is_written_to_too_often_but_by_law():
    assert wait(SERVICE, NOON, to_customer=2).reason is WaitReason.ENOUGH_FOR_ONE
    assert wait(SERVICE, NOON, to_customer=1) is None
    assert wait(SERVICE, NOON, by_shop=1000).reason is WaitReason.ENOUGH_FOR_ALL
    assert wait(LEGAL, NOON, to_customer=9, by_shop=9999) is None


def test_hours_within_a_day_and_none_at_all():
    siesta = SendingRules(quiet_from=13, quiet_to=16)
    assert wait(SERVICE, at(14), rules=siesta).until == datetime(2026, 3, 2, 16, tzinfo=UTC)
    assert wait(SERVICE, at(23), rules=siesta) is None
    assert wait(SERVICE, at(3), rules=SendingRules(quiet_from=8, quiet_to=8)) is None


@pytest.mark.parametrize(
    ("kind", "unsubscribed", "asked", "may"),
    [(LEGAL, True, False, True), (SERVICE, True, True, False), (SERVICE, False, False, True),
     (MARKETING, False, False, False), (MARKETING, False, True, True), (MARKETING, True, True, False)],
)  # fmt: skip
def test_who_may_be_written_to(kind, unsubscribed, asked, may):
    assert consents(kind, unsubscribed=unsubscribed, asked_for_offers=asked) is may


def test_settings_are_read_and_refused():
    assert read_sending_rules({}) == RULES
    assert read_sending_rules({"sending": {"quiet_from": 20, "per_customer": 1}}) == SendingRules(20, 8, 1, 1000)
    for bad in ({"quiet_from": 24}, {"per_customer": 0}, {"quiet_to": "8"}, {"per_shop": True}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            read_sending_rules({"sending": bad})
    with pytest.raises(ValueError, match="a table"):
        read_sending_rules({"sending": 3})
