"""Who is told on which channel: mail first, a number where mail leads nowhere, and never twice unless it failed."""

from dataclasses import replace

import pytest

from connectors.console.mailbox import mails
from integration.domain.channel import ChannelKind
from integration.domain.commerce import Address, Customer, OrderStatus, Refund
from integration.domain.events import MessageDelivered, MessageReceived, MessageReturned, ReturnReason
from integration.domain.law.shipment import Stage
from integration.domain.segments import weigh
from integration.store import outbox, shops
from integration.store.legal_lines import legal_tasks
from integration.store.numbers import Said, note_number, standings
from integration.store.order_parts import add_refund
from integration.store.retention import erase_orders
from integration.store.session import read, write
from integration.store.tables import OrderRow, PreferenceRow
from jobs.apply import apply
from jobs.delays import decide_order
from jobs.deliver import deliver
from jobs.replies import wish_in
from tests.jobs.late import (
    EUR,
    connect_console,
    decisions,
    look_and_send,
    messages,
    place,
    set_order,
    set_shop,
    the_order,
)
from tests.jobs.test_deliver import rung
from tests.jobs.test_lawful import NO_NIGHT, US, line
from tests.twilio import ACCOUNT, Twilio

MOBILE = "+491711234567"
TEXTED = {"customer": Customer("c1", "Ana Silva", "ana@customer.example", "0171 1234567", "de")}
NO_MAIL = {"customer": Customer("c1", "Ana Silva", "", "0171 1234567", "de")}


@pytest.fixture
def twilio(context, shop, httpserver) -> Twilio:
    """The shop on autopilot, with Twilio beside no mail yet; its checkout asks buyers to agree."""
    keys = {"account_sid": ACCOUNT, "auth_token": "only-twilio", "sender": "+15005550006"}
    stand_in = Twilio(httpserver)
    with write(context.engine) as session:
        sealed = context.vault.seal(keys)
        shops.save_connection(session, shop.id, "twilio", sealed, context.clock(), url=stand_in.url)
        session.commit()
    settings = {"channels": {"sms": "checkout"}, **NO_NIGHT}
    set_shop(context, shop, mode="autopilot", title="Wren & Sons", settings=settings)
    return stand_in


@pytest.fixture
def folder(context, shop, tmp_path):
    connect_console(context, shop, tmp_path / "mail")
    return tmp_path / "mail"


def hear(context, shop, event, connector="twilio"):
    with write(context.engine) as session:
        rings = apply(context, session, shops.connection(session, shop.id, connector), event, context.clock())
        session.commit()
    return rings


def told(context, shop):
    return [(row.channel, row.state, row.to_address) for row in messages(context, shop)]


def test_mail_comes_first(context, shop, twilio, folder, clock):
    look_and_send(context, clock, place(context, shop, the_order(context, **TEXTED)))
    assert told(context, shop) == [("mail", "sent", "ana@customer.example")]
    assert (len(mails(folder)), twilio.seen) == (1, [])


def test_who_has_no_mail_address_is_texted(context, shop, twilio, folder, clock):
    look_and_send(context, clock, place(context, shop, the_order(context, **NO_MAIL)))
    assert told(context, shop) == [("sms", "sent", MOBILE)]
    [(_, form, _)] = twilio.seen
    assert form["To"] == MOBILE
    assert form["Body"].startswith("Wren & Sons: Ihre Bestellung 1001 ")
    assert form["Body"].endswith("https://carrier.example/1 Antworten Sie STOP, um keine solchen Nachrichten mehr zu "
                                 "erhalten.")  # fmt: skip
    assert weigh(form["Body"]).encoding == "GSM-7"
    [row] = messages(context, shop)
    assert (row.text, row.html) == (form["Body"], "")
    assert row.subject


@pytest.mark.parametrize("rule", [None, "agreed"])
def test_nobody_is_texted_without_the_merchants_and_the_customers_word(context, shop, twilio, folder, clock, rule):
    set_shop(context, shop, settings={"channels": {"sms": rule} if rule else {}, **NO_NIGHT})
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    look_and_send(context, clock, order_id)
    assert (told(context, shop), decisions(context, shop)[-1].reason) == ([], "no_address")
    with write(context.engine) as session:
        note_number(session, shop.id, ChannelKind.SMS, MOBILE, Said.AGREED, clock(), context.vault)
        session.commit()
    look_and_send(context, clock, order_id)
    assert len(told(context, shop)) == (1 if rule else 0)


def test_a_mail_that_came_back_is_told_again_by_number_and_only_once(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **TEXTED))
    look_and_send(context, clock, order_id)
    [mail] = messages(context, shop)
    bounce = MessageReturned(mail.receipt_id, mail.to_address, ReturnReason.BOUNCED, "no such user")
    assert hear(context, shop, bounce, "console") == [("decide", order_id)]
    for _ in range(3):
        look_and_send(context, clock, order_id)
    assert told(context, shop) == [("mail", "failed", "ana@customer.example"), ("sms", "sent", MOBILE)]
    assert [row.unique_key.rpartition(":")[2] for row in messages(context, shop)] == ["1", "2"]
    assert [row.reason for row in decisions(context, shop)][1:] == ["other_channel", "already_told"]
    assert len(twilio.taken) == 1


def test_when_no_channel_is_left_it_is_unreachable(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **TEXTED))
    twilio.answer = 400, {"code": 21211, "message": "Invalid 'To' Phone Number"}
    look_and_send(context, clock, order_id)
    hear(context, shop, MessageReturned(messages(context, shop)[0].receipt_id, "", ReturnReason.UNDELIVERED), "console")
    look_and_send(context, clock, order_id)
    assert [state for _, state, _ in told(context, shop)] == ["failed", "failed"]
    assert ("decide", order_id) in rung(context)
    look_and_send(context, clock, order_id)
    assert len(messages(context, shop)) == 2
    assert decisions(context, shop)[-1].reason == "unreachable"


def test_in_approve_mode_the_second_channel_waits_for_a_person_too(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **TEXTED))
    look_and_send(context, clock, order_id)
    set_shop(context, shop, mode="approve")
    hear(context, shop, MessageReturned(messages(context, shop)[0].receipt_id, "", ReturnReason.BOUNCED), "console")
    look_and_send(context, clock, order_id)
    assert told(context, shop)[1] == ("sms", "proposed", MOBILE)


def test_not_knowing_whether_mail_arrived_is_no_reason_to_text(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    twilio.answer, twilio.lists = (500, "broken"), False
    look_and_send(context, clock, order_id)
    look_and_send(context, clock, order_id)
    assert told(context, shop) == [("sms", "unresolved", MOBILE)]


def test_a_stop_before_it_goes_closes_the_channel(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    decide_order(context, order_id)
    assert hear(context, shop, MessageReceived("SM9", MOBILE, " Stopp! ")) == []
    clock.advance(minutes=2)
    deliver(context, messages(context, shop)[0].id)
    assert (messages(context, shop)[0].state, messages(context, shop)[0].outcome) == ("held", "no_address")
    assert twilio.seen == []


def test_a_number_that_was_changed_is_the_one_that_is_texted(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    decide_order(context, order_id)
    set_order(context, order_id, customer_phone="0151 12345678")
    clock.advance(minutes=2)
    deliver(context, messages(context, shop)[0].id)
    assert twilio.taken[0]["to"] == "+4915112345678"


def test_a_mail_address_that_comes_late_closes_nothing_and_one_that_goes_opens_the_number(
    context, shop, twilio, folder, clock
):
    order_id = place(context, shop, the_order(context, **TEXTED))
    decide_order(context, order_id)
    set_order(context, order_id, customer_email="")
    clock.advance(minutes=2)
    deliver(context, messages(context, shop)[0].id)
    assert messages(context, shop)[0].outcome == "channel_closed"
    look_and_send(context, clock, order_id)
    assert [row[:2] for row in told(context, shop)] == [("mail", "held"), ("sms", "sent")]


def test_what_readers_answer_counts(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    look_and_send(context, clock, order_id)
    assert hear(context, shop, MessageReceived("SM2", MOBILE, "Wann kommt es?")) == []
    assert hear(context, shop, MessageReceived("SM3", MOBILE, "STOP")) == [("decide", order_id)]
    second = place(context, shop, the_order(context, vendor_id="1002", **NO_MAIL))
    look_and_send(context, clock, second)
    assert len(messages(context, shop)) == 1
    hear(context, shop, MessageReceived("SM4", MOBILE, "Start"))
    look_and_send(context, clock, second)
    assert [row[:2] for row in told(context, shop)] == [("sms", "sent"), ("sms", "sent")]


@pytest.mark.parametrize(
    ("words", "wish"),
    [("stop", Said.STOPPED), ("STOP.", Said.STOPPED), ("退订", Said.STOPPED), ("Désabonner", Said.STOPPED),
     ("start", Said.AGREED), ("please stop by", None), ("", None), ("ok", None)],
)  # fmt: skip
def test_only_the_word_alone_is_a_wish(words, wish):
    assert wish_in(words) is wish


def test_a_reader_who_told_twilio_to_stop_is_texted_no_more(context, shop, twilio, folder, clock):
    twilio.answer = 400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"}
    look_and_send(context, clock, place(context, shop, the_order(context, **NO_MAIL)))
    with read(context.engine) as session:
        assert standings(session, shop.id, MOBILE, context.vault)[ChannelKind.SMS].stopped


def test_what_became_of_it_is_kept_beside_it(context, shop, twilio, folder, clock):
    look_and_send(context, clock, place(context, shop, the_order(context, **NO_MAIL)))
    [row] = messages(context, shop)
    for _ in range(2):
        hear(context, shop, MessageDelivered(row.receipt_id, clock()))
    with read(context.engine) as session:
        assert [one.result for one in outbox.attempts(session, shop.id, row.id)] == ["sent", "delivered"]


def test_an_unknown_number_closes_and_a_phone_that_is_off_does_not(context, shop, twilio, folder, clock):
    look_and_send(context, clock, place(context, shop, the_order(context, **NO_MAIL)))
    [row] = messages(context, shop)
    for why, closed in ((ReturnReason.UNDELIVERED, False), (ReturnReason.BOUNCED, True)):
        hear(context, shop, MessageReturned(row.receipt_id, MOBILE, why, "30003"))
        with read(context.engine) as session:
            known = standings(session, shop.id, MOBILE, context.vault).get(ChannelKind.SMS)
        assert bool(known and known.bounced) is closed
    assert messages(context, shop)[0].state == "failed"


def test_of_a_number_only_a_hash_is_kept_and_erasing_an_order_leaves_the_stop(context, shop, twilio, folder, clock):
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    look_and_send(context, clock, order_id)
    hear(context, shop, MessageReceived("SM2", MOBILE, "STOP"))
    with write(context.engine) as session:
        erase_orders(session, shop.id, [order_id], clock())
        session.commit()
    with read(context.engine) as session:
        [wish] = [session.get(PreferenceRow, 1)]
        assert "171" not in wish.address or len(wish.address) == 64
        assert standings(session, shop.id, MOBILE, context.vault)[ChannelKind.SMS].stopped
    assert messages(context, shop)[0].to_address == ""


def test_a_notice_of_the_law_that_bounced_goes_by_number_with_every_clause(context, shop, twilio, folder, clock):
    """An undelivered notice is no notice: another channel, without agreement, and the merchant's task until then."""
    set_shop(context, shop, country="US", settings={"channels": {"sms": "agreed"}, **NO_NIGHT})
    context = replace(context, public_url="https://forthright.example")
    customer = Customer("c1", "Jo Reader", "jo@customer.example", "(212) 736-5000", "en")
    order_id = place(context, shop, the_order(context, promised_in=1, **{**US, "customer": customer}))
    look_and_send(context, clock, order_id)
    [mail] = messages(context, shop)
    hear(context, shop, MessageReturned(mail.receipt_id, "jo@customer.example", ReturnReason.BOUNCED), "console")
    look_and_send(context, clock, order_id)
    assert [row[:2] for row in told(context, shop)] == [("mail", "failed"), ("sms", "sent")]
    text = twilio.taken[0]["body"]
    assert "your order 1001" in text
    assert "get back promptly everything you paid" in text
    assert "/wait" in text
    assert "/cancel" in text
    assert "STOP" not in text
    decide_order(context, order_id)
    assert line(context, shop, order_id).stage == Stage.OPT_SHORT
    with read(context.engine) as session:
        assert legal_tasks(session, shop.id, clock().date()) == []


def test_a_shop_that_only_texts_texts_first(context, shop, twilio, clock):
    look_and_send(context, clock, place(context, shop, the_order(context, ship_to=Address("DE"), **TEXTED)))
    assert told(context, shop) == [("sms", "sent", MOBILE)]


def test_whatsapp_is_tried_before_sms_by_who_agreed_and_carries_a_template(context, shop, twilio, folder, clock):
    with write(context.engine) as session:
        sealed = context.vault.seal({"access_token": "t", "phone_number_id": "1"})
        shops.save_connection(session, shop.id, "whatsapp", sealed, clock(), url="http://127.0.0.1:9")
        session.commit()
    set_shop(context, shop, settings={"channels": {"sms": "checkout", "whatsapp": "agreed"}, **NO_NIGHT})
    order_id = place(context, shop, the_order(context, **NO_MAIL))
    with write(context.engine) as session:
        note_number(session, shop.id, ChannelKind.WHATSAPP, MOBILE, Said.AGREED, clock(), context.vault)
        session.commit()
    decide_order(context, order_id)
    [row] = messages(context, shop)
    assert row.channel == "whatsapp"
    assert row.template["name"].startswith("forthright_delay")
    assert row.template["parameters"][:2] == ["Wren & Sons", "Ihre Bestellung 1001"]
    assert row.text.startswith("Nachricht von Wren & Sons: Ihre Bestellung 1001 ")
    clock.advance(minutes=2)
    deliver(context, row.id)
    assert (messages(context, shop)[0].state, messages(context, shop)[0].template) == ("waiting", row.template)


def test_a_refund_statement_that_came_back_is_sent_to_the_number(context, shop, twilio, folder, clock):
    set_shop(context, shop, country="US", settings={"channels": {"sms": "agreed"}, **NO_NIGHT})
    customer = Customer("c1", "Jo Reader", "jo@customer.example", "(212) 736-5000", "en")
    order_id = place(context, shop, the_order(context, promised_in=1, **{**US, "customer": customer}))
    clock.advance(days=2)
    decide_order(context, order_id)
    with write(context.engine) as session:
        add_refund(session, session.get(OrderRow, order_id), Refund("r1", "1001", EUR, created_at=clock()))
        session.commit()
    set_order(context, order_id, status=OrderStatus.REFUNDED)
    look_and_send(context, clock, order_id)
    [mail] = messages(context, shop)
    hear(context, shop, MessageReturned(mail.receipt_id, mail.to_address, ReturnReason.BOUNCED), "console")
    for _ in range(2):
        look_and_send(context, clock, order_id)
    assert [row[:2] for row in told(context, shop)] == [("mail", "failed"), ("sms", "sent")]
    assert "we sent back €50.00 for your order 1001" in twilio.taken[0]["body"]
