"""Lists as files: all of a list, of this shop alone, and nothing in them that a spreadsheet would carry out."""

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from admin_ui import downloads, orders
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.full_shop import FullShop, add_order, add_person

FILES = (
    "/content/contradictions/contradictions.csv", "/content/pages.csv", "/content/products.csv",
    "/notices/incidents/incidents.csv", "/notices/law/deadlines.csv", "/privacy/requests.csv", "/team/team.csv",
    "/insights/insights.csv", "/orders/orders.csv", "/notices/notices.csv", "/deliveries/deliveries.csv",
    "/activity/activity.csv",
)  # fmt: skip


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_file_has_the_rows_of_the_list(owner: FlaskClient, full: FullShop) -> None:
    assert {row["Order"] for row in rows(owner, "/orders/orders.csv?show=late")} == {"2318", "2330"}
    assert len(rows(owner, "/orders/orders.csv?show=all")) == 7
    assert [row["Order"] for row in rows(owner, "/orders/orders.csv?q=2201")] == ["2201"]
    assert [row["What"] for row in rows(owner, "/deliveries/deliveries.csv?state=failed")] == ["order.updated"]
    assert "handling_days: 2" in [row["Detail"] for row in rows(owner, "/activity/activity.csv")]
    assert owner.get("/orders/orders.csv?show=nonsense").status_code == 404


def test_messages_and_products_are_files_too(owner: FlaskClient, full: FullShop) -> None:
    [waiting] = rows(owner, "/notices/notices.csv")
    assert (waiting["Order"], waiting["Customer"], waiting["State"]) == ("2318", "Camille Roussel", "proposed")
    held = rows(owner, "/notices/notices.csv?show=held")
    assert {row["Order"] for row in held} == {"2318", "2330", "2331", "2332"}
    assert all(row["Why"] for row in held)
    assert [row["Order"] for row in rows(owner, "/notices/notices.csv?show=held&q=2331")] == ["2331"]
    [sheet] = rows(owner, "/content/products.csv?q=linen")
    assert (sheet["Product"], sheet["Language"]) == ("Linen sheet", "en")
    assert {"says it", "missing"} <= set(sheet.values())
    assert rows(owner, "/content/products.csv?q=nothing") == []
    assert owner.get("/notices/notices.csv?show=nonsense").status_code == 404


def test_messages_are_found_by_order_and_customer(owner: FlaskClient, full: FullShop) -> None:
    for search in ("2318", "camille", "un peu plus tard"):
        assert 'name="notice" value=' in owner.get("/notices/", query_string={"q": search}).text
    page = owner.get("/notices/?q=nobody").text
    assert "No message fits “nobody”" in page
    assert "Camille" not in page


def test_all_pages_of_a_list_are_in_it(owner: FlaskClient, full: FullShop, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (downloads, orders):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    numbers = [row["Order"] for row in rows(owner, "/orders/orders.csv?show=all")]
    assert len(numbers) == len(set(numbers)) == 7


def test_a_formula_stays_text(owner: FlaskClient, context: Context, shop: ShopRow, full: FullShop) -> None:
    with write(context.engine) as session:
        for number, name in enumerate(("=1+1", "+351", "-2", "@SUM(A1)", "\t=1")):
            add_order(session, shop.id or 0, f"f{number}", name, context.clock())
        session.commit()
    names = [row["Customer"] for row in rows(owner, "/orders/orders.csv?show=all")]
    assert {"'=1+1", "'+351", "'-2", "'@SUM(A1)", "'\t=1"} <= set(names)


def test_another_shop_sees_none_of_it(
    enter: Callable[[str], FlaskClient], context: Context, other_shop: ShopRow, full: FullShop
) -> None:
    add_person(context, "else@where.example", (other_shop, "owner"))
    stranger = enter("else@where.example")
    for path in (
        "/orders/orders.csv?show=all",
        "/deliveries/deliveries.csv",
        "/notices/notices.csv?show=held",
        "/content/products.csv",
    ):
        assert rows(stranger, path) == []
    assert {row["What"] for row in rows(stranger, "/activity/activity.csv")} == {"signed in"}


def test_every_list_is_a_file(owner: FlaskClient, full: FullShop, context: Context) -> None:
    for path in FILES:
        rows(owner, path)
    [person] = rows(owner, "/team/team.csv")
    assert (person["Who"], person["Role"]) == ("owner@wren.example", "Owner")
    arrived = rows(owner, "/insights/insights.csv?days=365")
    assert {row["List"] for row in arrived} == {"By destination", "By carrier", "By product"}
    assert arrived[0]["Name"] == "United States"
    titles = {row["Page"] for row in rows(owner, "/content/pages.csv")}
    assert any(title in owner.get("/content/").text for title in titles)
    [cause] = rows(owner, "/notices/incidents/incidents.csv")
    assert cause["Decision"] == "waits for you"
    assert rows(owner, "/notices/incidents/incidents.csv?q=nowhere") == []


def test_what_is_looked_for_in_a_list_is_in_its_file_too(owner: FlaskClient, full: FullShop) -> None:
    for path, found in (
        ("/deliveries/deliveries.csv?q=ORDER.upd", "order.updated"),
        ("/activity/activity.csv?q=PROM", "promise"),
        ("/activity/activity.csv?q=owner%40wren", "owner@wren.example"),
    ):
        lines = rows(owner, path)
        assert lines, path
        assert all(found in ",".join(line.values()) for line in lines), path
        assert found in owner.get(path.replace(path.rpartition("/")[2].partition("?")[0], "")).text
    for path in ("/deliveries/", "/activity/", "/notices/incidents/", "/content/contradictions/"):
        assert "Nothing fits “no such %”" in owner.get(path, query_string={"q": "no such %"}).text, path


def test_team_deadlines_requests_and_an_incident_are_searched(
    owner: FlaskClient, full: FullShop, context: Context, shop: ShopRow
) -> None:
    add_person(context, "ana@wren.example", (shop, "staff"))
    incident = f"/notices/incidents/{full.incident}"
    lists = {
        "/team/": ("/team/team.csv", "Who", "ANA@"),
        "/privacy/": ("/privacy/requests.csv", "What", "2201@customer"),
        "/notices/law/": ("/notices/law/deadlines.csv", "Order", "2299"),
        incident: (f"{incident}/orders.csv", "Order", "2318"),
    }
    for path, (file, column, search) in lists.items():
        everything, found = rows(owner, file), rows(owner, f"{file}?q={search}")
        assert 0 < len(found) <= len(everything), path
        shown = owner.get(path, query_string={"q": search}).text
        assert all(line[column] in shown for line in found), path
        assert rows(owner, f"{file}?q=no+such+%25") == []
        assert "Nothing fits “no such %”" in owner.get(path, query_string={"q": "no such %"}).text, path
    assert [row["Who"] for row in rows(owner, "/team/team.csv?q=ANA@")] == ["ana@wren.example"]


def test_the_history_of_a_text_is_a_file(owner: FlaskClient, full: FullShop) -> None:
    readings = rows(owner, f"/content/{full.page}/history.csv")
    assert readings
    assert all(row["Rules"] and row["Read"] for row in readings)
    assert owner.get("/content/99999/history.csv").status_code == 404
    assert owner.get("/notices/incidents/99999/orders.csv").status_code == 404


def test_an_act_is_found_by_the_words_of_the_reader(owner: FlaskClient) -> None:
    owner.post("/language", data={"language": "de", "back": "/activity/"})
    assert len(rows(owner, "/activity/activity.csv?q=angemeldet")) == 1
    assert rows(owner, "/activity/activity.csv?q=signed") == []
