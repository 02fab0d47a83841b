"""The promise as a merchant sets it, and who decides on messages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from integration.store.session import read, write
from integration.store.shops import change_mode
from integration.store.tables import FulfillmentRow, OutboxRow, ShopRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop, add_order, add_person
from tests.admin_ui.undoing import way_back

FORM: dict[str, Any] = {
    "handling:from": "1", "handling:to": "2", "cutoff": "14", "working_days": ["0", "1", "2", "3"],
    "FR:from": "3", "FR:to": "5", "else:from": "", "else:to": "9",
}  # fmt: skip


def settings(context: Context, shop: ShopRow) -> dict[str, Any]:
    with read(context.engine) as session:
        return dict(session.get_one(ShopRow, shop.id).settings)


def mode(context: Context, shop: ShopRow) -> str:
    with read(context.engine) as session:
        return session.get_one(ShopRow, shop.id).mode


def test_what_is_entered_is_what_orders_are_promised_by(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    assert "You have not said yet how fast you are." in owner.get("/promise/").text
    page = owner.post("/promise/", data=FORM, follow_redirects=True).text
    assert "This is when customers expect their order." in page
    assert settings(context, shop)["promise"] == {
        "handling_days": [1, 2],
        "cutoff_hour": 14,
        "working_days": [0, 1, 2, 3],
        "transit": {"FR": [3, 5]},
        "default_transit": [9, 9],
    }
    assert 'name="FR:to" inputmode="numeric" size="4" autocomplete="off" value="5"' in page


def test_a_service_is_entered_beside_the_destinations(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    services = {"service_name": ["Express", ""], "service_place": ["de", ""], "service_low": ["1", ""],
                "service_high": ["2", ""]}  # fmt: skip
    page = owner.post("/promise/", data={**FORM, **services, "carrier_days": ["0", "5"]}, follow_redirects=True).text
    kept = settings(context, shop)["promise"]
    assert kept["services"] == [{"service": "Express", "place": "DE", "days": [1, 2]}]
    assert kept["carrier_days"] == [0, 5]
    assert 'value="express"' in page
    wrong = owner.post("/promise/", data={**FORM, **services, "service_low": ["3", ""]})
    assert wrong.status_code == 422
    assert "Express: fewest and most are the wrong way round" in wrong.text
    assert 'value="Express"' in wrong.text, "nothing typed is lost"


def test_it_is_put_back_as_it_was(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    owner.post("/promise/", data=FORM)
    page = owner.post("/promise/", data={**FORM, "handling:to": "7", "cutoff": ""}, follow_redirects=True).text
    assert settings(context, shop)["promise"]["handling_days"] == [1, 7]
    assert "cutoff_hour" not in settings(context, shop)["promise"]
    owner.post(way_back(page))
    assert settings(context, shop)["promise"]["handling_days"] == [1, 2]
    assert settings(context, shop)["promise"]["cutoff_hour"] == 14
    assert owner.post("/promise/undo").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"handling:from": "two"}, "From payment to handing over: a whole number"),
        ({"handling:from": "5"}, "the wrong way round"),
        ({"FR:to": "9999"}, "France: a whole number"),
        ({"cutoff": "25"}, "from this hour on: a whole number from 0 to 24"),
        ({"working_days": []}, "Days on which you send: at least one"),
    ],
)
def test_a_wrong_number_loses_nothing(
    context: Context, shop: ShopRow, owner: FlaskClient, wrong: dict[str, Any], said: str
) -> None:
    answer = owner.post("/promise/", data={**FORM, **wrong})
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert 'value="3"' in answer.text
    for typed in wrong.values():
        assert not typed or f'value="{typed}"' in answer.text
    assert "promise" not in settings(context, shop)


def test_past_parcels_stand_beside_the_promise(context: Context, shop: ShopRow, owner: FlaskClient) -> None:
    with write(context.engine) as session:
        for number in range(12):
            placed = context.clock() - timedelta(weeks=number + 2)
            order_id = add_order(session, shop.id or 0, f"9{number}", "Jo", placed)
            session.add(
                FulfillmentRow(
                    shop_id=shop.id,
                    order_id=order_id,
                    vendor_id="1",
                    status="delivered",
                    shipped_at=placed,
                    delivered_at=placed + timedelta(days=7),
                )
            )
        session.commit()
    page = owner.get("/promise/").text
    assert page.count("8 of 10 of your last 12 parcels took 0 to 0.") == 1
    assert page.count("8 of 10 of your last 12 parcels took") == 3
    assert "France" in page


def test_messages_go_by_themselves_only_after_a_person_let_some_go(
    context: Context, shop: ShopRow, full: FullShop, owner: FlaskClient
) -> None:
    choice = {"mode": "autopilot", "sensitivity": "eager"}
    page = owner.post("/promise/decides", data=choice, follow_redirects=True).text
    assert "Not yet: messages go by themselves once you have let 20 go yourself." in page
    assert mode(context, shop) == "approve"
    with write(context.engine) as session:
        sent = session.get_one(OutboxRow, full.proposed).model_dump(exclude={"id", "unique_key", "state"})
        for number in range(20):
            session.add(OutboxRow(**sent, unique_key=f"more:{number}", state="sent"))
        session.commit()
    page = owner.post("/promise/decides", data=choice, follow_redirects=True).text
    assert mode(context, shop) == "autopilot"
    assert settings(context, shop)["notices"] == {
        "sensitivity": "eager", "apologise": False, "pickup_letter": False,
    }  # fmt: skip
    owner.post(way_back(page))
    assert mode(context, shop) == "approve"
    assert owner.post("/promise/decides", data={"mode": "always", "sensitivity": "eager"}).status_code == 400


def test_staff_set_the_promise_and_owners_who_decides(
    context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient]
) -> None:
    add_person(context, "staff@wren.example", (shop, "staff"))
    add_person(context, "reader@wren.example", (shop, "reader"))
    staff, reader = enter("staff@wren.example"), enter("reader@wren.example")
    assert staff.post("/promise/", data=FORM).status_code == 302
    assert staff.post("/promise/decides", data={"mode": "approve", "sensitivity": "eager"}).status_code == 403
    assert reader.post("/promise/", data=FORM).status_code == 403
    assert reader.get("/promise/").status_code == 200


def test_who_puts_days_back_does_not_put_back_who_decides(
    context: Context, shop: ShopRow, enter: Callable[[str], FlaskClient]
) -> None:
    """The days were saved under autopilot; the owner has ended it since."""
    add_person(context, "staff@wren.example", (shop, "staff"))
    with write(context.engine) as session:
        change_mode(session, shop.id or 0, "autopilot")
        session.commit()
    staff = enter("staff@wren.example")
    page = staff.post("/promise/", data=FORM, follow_redirects=True).text
    with write(context.engine) as session:
        change_mode(session, shop.id or 0, "approve")
        session.commit()
    assert staff.post(way_back(page)).status_code == 302
    assert not settings(context, shop)["promise"]
    assert mode(context, shop) == "approve"


def test_what_is_wrong_is_told_in_the_language_of_the_screen(owner: FlaskClient) -> None:
    owner.post("/language", data={"language": "de", "back": "/promise/"})
    turned = owner.post("/promise/", data={**FORM, "handling:from": "5"})
    assert "Von der Zahlung bis zur Übergabe: die kleinste und die größte Zahl sind vertauscht: 5, 2." in turned.text
    voice = {"quiet_from": "25", "quiet_to": "8", "per_customer": "2", "per_shop": "1000", "share": "5"}
    hour = owner.post("/notices/voice/", data=voice).text
    assert "Ruhe ab (Stunde): verlangt ist eine ganze Zahl von 0 bis 23, nicht 25." in hour.replace("&#39;", "")
    nobody = owner.post("/notices/voice/", data=voice | {"quiet_from": "21", "reply_to": "nobody"}).text
    assert "Antworten gehen an ist nobody; das ist keine Mailadresse." in nobody.replace("&#39;", "")


def test_the_activity_tells_a_change_in_words(owner: FlaskClient) -> None:
    owner.post("/promise/", data=FORM)
    owner.post("/promise/", data={**FORM, "FR:to": "7", "working_days": ["0"]})
    told = owner.get("/activity/").text
    assert "France (business days): 3–5, now 3–7" in told
    assert "Days on which you send: Monday, Tuesday, Wednesday, Thursday, now Monday" in told
    assert "From payment to handing over (business days): not said, now 1–2" in told
    assert "transit" not in told
    owner.post("/promise/decides", data={"mode": "approve", "sensitivity": "early", "apologise": "1"})
    owner.post("/language", data={"language": "de", "back": "/activity/"})
    told = owner.get("/activity/").text
    assert "Frankreich (Werktage): 3–5, jetzt 3–7" in told
    assert "3–5, jetzt 3–7" in owner.get("/activity/activity.csv").text
