"""How messages sound and when they go, chosen on a screen; the switch; the legal tasks."""

from datetime import timedelta

from integration.store import shops
from integration.store.activity import activity
from integration.store.happenings import record
from integration.store.session import read, write
from jobs.delays import decide_order
from tests.jobs.late import set_shop
from tests.jobs.test_lawful import unshipped

GOOD = {
    "name": "Jo at Wren", "signature": "Jo", "colour": "#1f4f9c", "reply_to": "jo@wren.example", "reason": "",
    "quiet_from": "20", "quiet_to": "9", "per_customer": "1", "per_shop": "50", "share": "20",
}  # fmt: skip


def settings_of(context, shop):
    with read(context.engine) as session:
        return shops.shop(session, shop.id).settings


def test_what_is_typed_is_previewed_and_saved_only_when_asked(context, shop, owner):
    shown = owner.get("/notices/voice/", query_string=GOOD)
    assert "Nothing is saved yet." in shown.text
    assert 'value="Jo at Wren"' in shown.text
    assert set(settings_of(context, shop)) == {"seen"}
    letter = owner.get("/notices/voice/letter", query_string={**GOOD, "kind": "second_delay", "language": "de"})
    assert "#1f4f9c" in letter.text
    assert "Ihre Bestellung ist storniert" in letter.text or "ist Ihre Bestellung storniert" in letter.text
    assert "script" not in letter.headers["Content-Security-Policy"]
    set_shop(context, shop, settings={"promise": {"cutoff_hour": 14}, "notices": {"sensitivity": "eager"}})
    assert owner.post("/notices/voice/", data=GOOD).status_code == 302
    saved = settings_of(context, shop)
    assert saved["promise"] == {"cutoff_hour": 14}
    assert saved["notices"]["sensitivity"] == "eager"
    assert saved["notices"]["colour"] == "#1f4f9c"
    assert saved["sending"] == {"quiet_from": 20, "quiet_to": 9, "per_customer": 1, "per_shop": 50, "share": 20}


def test_what_cannot_be_used_comes_back_as_typed(context, shop, owner):
    answer = owner.post("/notices/voice/", data={**GOOD, "colour": "#12", "signature": "Kept & said"})
    assert answer.status_code == 422
    assert "Not saved." in answer.text
    assert "Kept &amp; said" in answer.text
    assert settings_of(context, shop) == {}
    for bad in ({"quiet_from": "25"}, {"per_shop": "many"}, {"share": "0"}, {"reply_to": "nobody"}):
        assert owner.post("/notices/voice/", data={**GOOD, **bad}).status_code == 422


def test_every_kind_has_a_preview_in_every_language(shop, owner):
    page = owner.get("/notices/voice/").text
    for kind in ("delay_before_promise", "no_date_known", "refund_statement", "ready_for_pickup"):
        assert f'value="{kind}"' in page
        for language in ("en", "ja"):
            letter = owner.get("/notices/voice/letter", query_string={"kind": kind, "language": language})
            assert letter.status_code == 200
            assert f'lang="{language}"' in letter.text
    assert owner.get("/notices/voice/letter?kind=nothing").status_code == 404


def test_one_switch_stops_everything_and_is_undone(context, shop, owner):
    page = owner.post("/notices/voice/stop", follow_redirects=True)
    assert "All messages are stopped." in page.text
    assert "/notices/voice/go" in page.text
    with read(context.engine) as session:
        assert shops.shop(session, shop.id).messages_stopped
    owner.post("/notices/voice/stop")
    owner.post("/notices/voice/go")
    with read(context.engine) as session:
        assert not shops.shop(session, shop.id).messages_stopped
        assert [row.act for row in activity(session, shop.id)][:2] == ["let messages go again", "stopped all messages"]
    assert owner.post("/notices/voice/pause").status_code == 404


def test_a_legal_deadline_stands_on_home_and_is_called_done(context, shop, owner, clock):
    assert "No legal deadline is near." in owner.get("/notices/law/").text
    order_id = unshipped(context, shop, promised_in=1)
    decide_order(context, order_id)
    assert "A legal deadline concerns one order" in owner.get("/").text
    assert "ship it, or tell the customer, by" in owner.get("/notices/law/").text
    order = owner.get(f"/orders/{order_id}").text
    assert "It has to be shipped by Monday 2 March, or the customer be told by then." in order
    assert "16 CFR part 435" in order
    with write(context.engine) as session:
        record(session, shop.id, order_id, "agreed", "agreed:1", clock(), clock().date(), revised=clock().date())
        session.commit()
    assert "The customer will wait" in owner.get(f"/orders/{order_id}").text
    clock.now += timedelta(days=2)
    decide_order(context, order_id)
    page = owner.get("/notices/law/").text
    assert "pay everything back by Wednesday" in page
    assert "It counts as cancelled. Everything is to be paid back by Wednesday" in owner.get(f"/orders/{order_id}").text
    assert "16 CFR part 435" in page
    assert "Noted as done." in owner.post(f"/notices/law/{order_id}/settle", follow_redirects=True).text
    assert "No legal deadline is near." in owner.get("/notices/law/").text
    assert "A legal deadline" not in owner.get("/").text
