"""From the command line: what texts leave out, the words for it, published and put back."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from integration.cli import main
from integration.domain.commerce import Policy, PolicyKind
from integration.store.catalogue import save_policy
from integration.store.session import write
from integration.store.tables import ShopRow
from jobs.audit import audit_document
from jobs.context import Context
from tests.admin_ui.demo_page import GAP, DemoPage
from tests.admin_ui.full_shop import add_order

SAID = "We refund you within 6 days of receiving your return."


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


def texts(surroundings: dict[str, str], shop: ShopRow, *arguments: str) -> Result:
    return CliRunner(env=surroundings).invoke(main, ["texts", *arguments, "--shop", shop.name])


def test_what_is_left_out_and_the_words_for_it(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    [row] = json.loads(texts(surroundings, shop, "list", "--json").stdout)
    assert (row["id"], row["gaps"]) == (demo.id, ["fee.return_shipping", GAP, "return.damaged"])
    words = json.loads(texts(surroundings, shop, "propose", str(demo.id), "--json").stdout)
    assert list(words)[:3] == row["gaps"]
    assert "return.model_form" in words, "what the law asks of a German shop, too"
    assert "[how many?] days" in words[GAP]
    assert "Returns & refunds" in texts(surroundings, shop, "list").stdout
    assert texts(surroundings, shop, "list", "--products", "--json").stdout.strip() == "[]"


def test_words_are_shown_then_published_then_put_back(
    surroundings: dict[str, str], shop: ShopRow, demo: DemoPage
) -> None:
    given = ("write", str(demo.id), "--say", f"{GAP}={SAID}")
    outcome = texts(surroundings, shop, *given)
    assert (outcome.exit_code, SAID in outcome.stdout, demo.stands()) == (0, True, demo.html)
    assert f"{GAP}: says it" in outcome.stderr
    assert "published: publication 1" in texts(surroundings, shop, *given, "--publish").stdout
    assert SAID in demo.stands()
    past = json.loads(texts(surroundings, shop, "history", str(demo.id), "--json").stdout)
    assert [one["fixed"] for one in past] == [[GAP], []]
    assert past[0]["score"] > past[1]["score"]
    assert past[0]["still"] == ["fee.return_shipping", "return.damaged"]
    assert "fixed" in texts(surroundings, shop, "history", str(demo.id)).stdout
    whole = json.loads(texts(surroundings, shop, "summary", "--json").stdout)
    assert (whole["answers"][GAP], [one["change"] for one in whole["changes"]]) == ("present", ["fixed"])
    reached = sum(one["weight"] * one["part"] for one in whole["counted"])
    assert whole["score"] == int(100 * reached / sum(one["weight"] for one in whole["counted"]))
    assert f"score {whole['score']} of 100" in texts(surroundings, shop, "summary").stdout
    assert "undone: publication 1" in texts(surroundings, shop, "undo", "1").stdout
    assert demo.stands() == demo.html


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--publish"], "say what"),
        (["--say", f"{GAP}=", "--publish"], "is not CODE=WORDS"),
        (["--say", f"{GAP}=Within [how many?] days.", "--publish"], "a question is still open"),
        (["--say", "no.such=Words", "--publish"], "nobody looks for no.such"),
        (["--say", f"{GAP}=Refunds take some time.", "--publish"], "--as-is"),
    ],
)
def test_what_is_not_fit_to_be_published_is_refused(
    surroundings: dict[str, str], shop: ShopRow, demo: DemoPage, arguments: list[str], words: str
) -> None:
    outcome = texts(surroundings, shop, "write", str(demo.id), *arguments)
    assert outcome.exit_code == 2
    assert words in " ".join(outcome.output.split())
    assert demo.stands() == demo.html


def test_a_page_changed_meanwhile_is_refused(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    demo.change_by_hand("<p>Closed.</p>")
    outcome = texts(surroundings, shop, "write", str(demo.id), "--say", f"{GAP}={SAID}", "--publish")
    assert outcome.exit_code == 2
    assert "changed in the shop" in outcome.output


def test_a_gap_is_set_aside_and_taken_up_again(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    place = (str(demo.id), GAP)
    assert texts(surroundings, shop, "set-aside", *place, "--reason", "At the counter.").exit_code == 0
    [row] = json.loads(texts(surroundings, shop, "list", "--json").stdout)
    assert GAP not in row["gaps"]
    [aside] = json.loads(texts(surroundings, shop, "aside", "--json").stdout)
    assert (aside["code"], aside["reason"], aside["text_id"]) == (GAP, "At the counter.", demo.id)
    assert texts(surroundings, shop, "take-up", *place).exit_code == 0
    assert texts(surroundings, shop, "take-up", *place).exit_code == 2


@pytest.mark.parametrize("arguments", [["propose", "99"], ["undo", "99"], ["write", "99", "--say", f"{GAP}={SAID}"]])
def test_what_is_not_there_is_refused(
    surroundings: dict[str, str], shop: ShopRow, demo: DemoPage, arguments: list[str]
) -> None:
    outcome = texts(surroundings, shop, *arguments)
    assert outcome.exit_code == 2
    assert "this shop has no" in outcome.output


def test_what_nobody_looks_for_is_not_set_aside(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    outcome = texts(surroundings, shop, "set-aside", str(demo.id), "return.widow", "--reason", "A typing error.")
    assert (outcome.exit_code, "no detail is called 'return.widow'" in outcome.output) == (2, True)


def test_destinations_of_which_no_page_speaks(
    surroundings: dict[str, str], context: Context, shop: ShopRow, demo: DemoPage
) -> None:
    page = Policy("s", PolicyKind.SHIPPING, "Shipping", "<p>Delivery to Germany takes 3 days.</p>", "en")
    with write(context.engine) as session:
        row = save_policy(session, shop.id or 0, page, context.clock())
        add_order(session, shop.id or 0, "1", "Ann", context.clock(), country="CH")
        session.commit()
        document_id = row.id or 0
    audit_document(context, document_id)
    rows = json.loads(texts(surroundings, shop, "destinations", "--json").stdout)
    assert ("CH", "shipping.delivery_time", 1) in [(row["country"], row["code"], row["orders"]) for row in rows]
    assert "CH" in texts(surroundings, shop, "destinations").stdout
