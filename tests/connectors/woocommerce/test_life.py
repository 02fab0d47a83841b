"""A store's whole life with us as its merchant lives it: screens, webhooks and a worker, over real HTTP."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import col, select

from integration.auth import sign_in_link
from integration.store import catalogue, outbox, people, shops
from integration.store.session import read, write
from integration.store.tables import FulfillmentRow, OrderRow, WriteBackRow
from jobs.publish import publish_text
from jobs.queue import THREADED
from jobs.reconcile import reconcile, sweep
from jobs.worker import work
from tests.clock import Clock
from tests.connectors.woocommerce.conftest import PUBLIC, Connected, reached
from tests.posting import Posting, posting
from tests.woocommerce.server import StandIn

HOOK = f"{PUBLIC}/webhooks/woocommerce/lab"
NUMBER = "1Z999AA10123456784"
LANTERN = "<p>Tin lantern.</p>"


@dataclass
class Life:
    """An owner before their screens, a store, and what happens meanwhile; letters go into a list.

    `weather` is how the store fails at each time that passes by, once; `met` those of it that really were in the way.
    """

    ours: Connected
    context: Posting
    owner: FlaskClient
    weather: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)

    @property
    def store(self) -> StandIn:
        return self.ours.woo

    def pass_by(self, minutes: float = 1) -> None:
        """The store's cron runs, and then our scheduler and a worker do whatever is due."""
        self.ours.clock.advance(minutes=minutes)
        self.store.shop.run_cron()
        self.ours.clock.advance(seconds=15)  # no bell has to be heard for it: the scheduler looks for what came by now
        if fault := self.weather.pop(0) if self.weather else "":
            self.store.faults = [fault]
            self._do_what_is_due()
            self.met += [] if self.store.faults else [fault]
            self.store.faults = []
            self.ours.advance(6)  # by then whatever failed was tried again
        for _ in range(2):
            self._do_what_is_due()

    def _do_what_is_due(self) -> None:
        reconcile(self.context)
        sweep(self.context)
        work(lambda: self.context, threads=1, queues=THREADED, burst=True)
        self.ours.clock.advance(seconds=15)

    def install(self, answered: int = 200) -> str:
        page = self.owner.post("/install/woocommerce", data={"url": self.store.url}, base_url=PUBLIC).text
        found = re.search(r'<a class="btn main" href="([^"]+)"', page)
        assert found, page
        status, back = self.store.say_yes(unescape(found[1]))
        assert status == answered
        return self.owner.get(back, base_url=PUBLIC, follow_redirects=True).text

    def press(self, place: str, **form: object) -> str:
        return self.owner.post(place, data=form, base_url=PUBLIC, follow_redirects=True).text

    def parcel(self) -> FulfillmentRow:
        with read(self.context.engine) as session:
            row = session.exec(select(FulfillmentRow).where(col(FulfillmentRow.removed_at).is_(None))).one()
            session.expunge_all()
        return row

    def told(self) -> list[WriteBackRow]:
        with read(self.context.engine) as session:
            found = session.exec(select(WriteBackRow).order_by(col(WriteBackRow.id))).all()
            session.expunge_all()
        return list(found)


@pytest.fixture
def life(context: Posting, clock: Clock, woo: StandIn, tmp_path: Path) -> Iterator[Life]:
    """Signed in as an owner, with a mailbox; no store is connected."""
    with reached(context, woo, str(tmp_path)) as (public, app):
        with write(public.engine) as session:
            shop = shops.create_shop(session, "lab", clock())
            person = people.add_person(session, "owner@lab.example", clock())
            people.add_member(session, person.id or 0, shop.id or 0, "owner")
            shops.save_connection(session, shop.id or 0, "smtp", public.vault.seal({}), clock(), url="smtp://m.example")
            said = {"handling_days": [1, 2], "default_transit": [2, 4]}
            shops.change_settings(session, shop.id or 0, "promise", said)
            session.commit()
        app.config["WTF_CSRF_ENABLED"] = False
        client = app.test_client()
        assert client.post(sign_in_link(public, "owner@lab.example"), base_url=PUBLIC).status_code == 302
        yield Life(Connected(public, clock, woo), posting(public), client)


def scanned(life: Life) -> None:
    """TrackShip writes into the order that its parcel was seen under way."""
    store = life.store.shop
    state = {"status": "in_transit", "last_event_time": f"{store.now():%Y-%m-%d %H:%M:%S}"}
    others = [entry for entry in store.orders.get(2)["meta_data"] if entry["key"] != "shipment_status"]
    store.edit_order(2, meta_data=[*others, {"id": 77, "key": "shipment_status", "value": [state]}])


def approve_until_it_is_sent(life: Life) -> None:
    """What a scan overtook between the decision and the word of a person is proposed anew, and approved anew."""
    for _ in range(3):
        with read(life.context.engine) as session:
            proposed = [row.id for row in outbox.messages(session, 1, "proposed")]
        if life.context.letters:
            return
        assert len(proposed) == 1, "it is late by now, and a person decides"
        life.press("/notices/approve", notice=proposed[0])
        life.pass_by()
        life.pass_by()


def live_to_the_end(life: Life) -> None:
    """From installed to installed again; at `life.store.faults` may stand what the store answers in between."""
    ours, store = life.ours, life.store.shop
    store.place_order(1, status="completed")
    store.edit_product(501, description=LANTERN, short_description="")
    ours.advance(1)

    assert "The keys work" in life.install()
    assert "From now on the store is told" in life.press("/connections/writing/", on="1")
    life.pass_by()
    assert ours.statuses() == {"1": "fulfilled"}
    assert {hook.delivery_url for hook in store.hooks.hooks.values()} == {HOOK}

    store.shipment_tracking_on = True
    store.place_order(2)
    life.pass_by()
    assert ours.statuses()["2"] == "paid"
    store.track(2, {"tracking_provider": "DHL", "tracking_number": NUMBER, "date_shipped": "2026-03-02"})
    life.pass_by()
    assert ours.parcels("2") == [NUMBER]

    for days in (2, 4, 5):
        life.pass_by(days * 24 * 60)
        scanned(life)
        life.pass_by()
    approve_until_it_is_sent(life)
    assert len(life.context.letters) == 1
    [told] = life.told()
    assert (told.kind, told.state) == ("delay", "written")
    assert [note["customer_note"] for note in store.notes[2]] == [False]
    assert f"expected by {told.news}" in store.notes[2][0]["note"]

    said = life.press(f"/connections/writing/parcels/{life.parcel().id}", carrier="UPS")
    assert "Written to the store." in said
    life.pass_by()
    assert [(it["tracking_provider"], it["tracking_number"]) for it in store.trackings[2]] == [("UPS", NUMBER)]
    assert (life.parcel().carrier.upper(), life.parcel().tracking_number) == ("UPS", NUMBER)

    with read(life.context.engine) as session:
        [lantern] = [row for row in catalogue.documents(session, 1, "product") if row.vendor_id == "501"]
        session.expunge_all()
    row = publish_text(life.context, lantern, [], LANTERN, f"{LANTERN}\n<p>Ships in 2 days.</p>", "owner@lab.example")
    assert (row.state, row.reason) == ("published", "")
    assert "Ships in 2 days." in store.products.get(501)["description"]
    assert store.mails == [], "the customer hears nothing of all this from the store"

    ended = life.press("/connections/woocommerce/disconnect")
    assert "its keys are erased. What was read stays. 8 webhooks were taken out of the store. The key itself" in ended
    assert store.hooks.hooks == {}
    assert ours.context.vault.open(ours.row.credentials) == {}
    store.place_order(3)
    life.pass_by()
    assert "3" not in ours.statuses()

    assert "The keys work" in life.install()
    life.pass_by()
    assert ours.statuses() == {"1": "fulfilled", "2": "paid", "3": "paid"}
    assert len(store.hooks.hooks) == 8
    with read(life.context.engine) as session:
        imported = {row.vendor_id: row.imported for row in session.exec(select(OrderRow))}
    assert imported == {"1": True, "2": False, "3": False}, "what was ordered before the shop came stays history"
    assert len(life.context.letters) == 1


def test_from_installed_to_installed_again(life: Life) -> None:
    live_to_the_end(life)


@pytest.mark.usefixtures("short_of_patience")
def test_a_store_that_fails_at_every_step_comes_to_the_same_end(life: Life) -> None:
    """What it failed to say is asked again, nothing is there twice, and nobody is written to twice."""
    weather = ["hang", "502", "429", "html200", "truncated", "503", "bom", "html202", "html500", "warning", "html403"]
    life.weather = list(weather)
    live_to_the_end(life)
    assert life.met == weather[: len(life.met)]
    assert len(life.met) >= 9, "the others had nothing to be in the way of"


def test_keys_that_are_taken_away_pause_the_connection_and_new_ones_go_on(life: Life) -> None:
    life.store.shop.place_order(1)
    life.ours.advance(1)
    life.install()
    life.pass_by()
    life.store.shop.keys.secrets.clear()
    life.store.shop.place_order(2)
    life.pass_by(6)
    assert life.ours.row.state == "paused"
    page = life.owner.get("/connections/", base_url=PUBLIC).text
    assert "The keys are not known" in page
    assert "Connect again; reading goes on where it stopped." in page
    assert "The keys work" in life.install()
    life.pass_by()
    assert (life.ours.row.state, life.ours.row.troubles) == ("live", {})
    assert life.ours.statuses() == {"1": "paid", "2": "paid"}
    with read(life.context.engine) as session:
        imported = {row.vendor_id: row.imported for row in session.exec(select(OrderRow))}
    assert imported == {"1": True, "2": False}
