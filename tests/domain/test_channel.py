"""By which channels a customer may be told."""

import pytest

from integration.domain.channel import (
    ChannelKind,
    Consent,
    Reach,
    Standing,
    next_channel,
    open_channels,
    read_channel_rules,
)
from integration.domain.mobile import mobile
from integration.domain.sending import MessageClass

MAIL, SMS, WHATSAPP = ChannelKind
ALL = frozenset(ChannelKind)
LEGAL, SERVICE, MARKETING = MessageClass


def reach(rule: Consent | None = Consent.AGREED, number: str = "+491711234567", connected=ALL, **standing: bool):
    rules = {} if rule is None else dict.fromkeys((SMS, WHATSAPP), rule)
    return Reach(number, rules, dict.fromkeys((SMS, WHATSAPP), Standing(**standing)), connected)


@pytest.mark.parametrize(
    ("found", "kind", "channels"),
    [
        (reach(), SERVICE, ()),
        (reach(), LEGAL, (SMS,)),
        (reach(agreed=True), SERVICE, (WHATSAPP, SMS)),
        (reach(agreed=True), LEGAL, (SMS,)),
        (reach(agreed=True), MARKETING, (WHATSAPP, SMS)),
        (reach(Consent.CHECKOUT), SERVICE, (WHATSAPP, SMS)),
        (reach(Consent.CHECKOUT), MARKETING, ()),
        (reach(Consent.CHECKOUT, stopped=True), SERVICE, ()),
        (reach(Consent.CHECKOUT, stopped=True), LEGAL, ()),
        (reach(Consent.CHECKOUT, bounced=True), LEGAL, ()),
        (reach(None, agreed=True), LEGAL, ()),
        (reach(Consent.CHECKOUT, number=""), LEGAL, ()),
        (reach(Consent.CHECKOUT, connected=frozenset({MAIL})), SERVICE, ()),
        (reach(Consent.CHECKOUT, connected=frozenset({SMS})), SERVICE, (SMS,)),
        (Reach(), LEGAL, ()),
    ],
)
def test_who_is_reached_by_number(found, kind, channels):
    assert found.by_number(kind) == channels


@pytest.mark.parametrize(
    ("email", "by_number", "bounced", "no_mail", "channels"),
    [
        ("a@b.example", (), False, False, [MAIL]),
        ("a@b.example", (SMS,), False, False, [MAIL, SMS]),
        ("a@b.example", (SMS,), True, False, [SMS]),
        ("", (WHATSAPP, SMS), False, False, [WHATSAPP, SMS]),
        ("a@b.example", (SMS,), False, True, [SMS]),
        ("a@b.example", (), False, True, [MAIL]),
        ("", (), False, False, []),
    ],
)
def test_mail_comes_first_where_it_leads_anywhere(email, by_number, bounced, no_mail, channels):
    assert open_channels(email, by_number, bounced=bounced, no_mail=no_mail) == channels


def test_what_failed_is_not_tried_again():
    assert next_channel([MAIL, SMS], set()) is MAIL
    assert next_channel([MAIL, SMS], {"mail"}) is SMS
    assert next_channel([MAIL], {"mail"}) is None


def test_rules_are_read_and_what_is_not_there_is_off():
    assert read_channel_rules({}) == {}
    assert read_channel_rules({"channels": {"sms": "checkout"}}) == {SMS: Consent.CHECKOUT}
    for wrong in ({"channels": {"sms": "always"}}, {"channels": "sms"}):
        with pytest.raises(ValueError, match=r"sms|channels"):
            read_channel_rules(wrong)


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0171 1234567", "DE", "+491711234567"),
        ("+44 7400 123456", "DE", "+447400123456"),
        ("(212) 736-5000", "US", "+12127365000"),
        ("030 901820", "DE", ""),
        ("0171 12", "DE", ""),
        ("0171 1234567", "", ""),
        ("nobody", "DE", ""),
        ("", "", ""),
    ],
)
def test_only_what_takes_a_text_message_is_a_number(typed, country, number):
    assert mobile(typed, country) == number
