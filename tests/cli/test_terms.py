"""`forthright terms`: entered from a file, written out, put on the shop's pages and taken back."""

import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from integration.cli import main
from integration.store.tables import ShopRow
from jobs.context import Context
from tests.admin_ui.demo_page import DemoPage, turn_german
from tests.api.test_terms import ENTERED, SAID


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    return sqlite_engine


def terms(surroundings: dict[str, str], shop: ShopRow, *arguments: str, given: str | None = None) -> Result:
    return CliRunner(env=surroundings).invoke(main, ["terms", *arguments, "--shop", shop.name], input=given)


def test_terms_are_saved_shown_and_written_out(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    assert json.loads(terms(surroundings, shop, "show").stdout)["facts"] == {}
    assert "version 1 is in force" in terms(surroundings, shop, "save", "-", given=json.dumps(ENTERED)).stdout
    shown = terms(surroundings, shop, "show").stdout
    assert json.loads(shown)["names"] == {"shipping.method": ["DHL"]}
    assert "version 1 is in force" in terms(surroundings, shop, "save", "-", given=shown).stdout, (
        "taken back as printed"
    )
    [version] = json.loads(terms(surroundings, shop, "versions", "--json").stdout)
    assert (version["version"], version["by"]) == (1, "the command line")
    texts = {one["name"]: one for one in json.loads(terms(surroundings, shop, "texts", "--json").stdout)}
    assert SAID in texts["refund"]["source"]
    alone = terms(surroundings, shop, "texts", "--name", "refund", "--language", "fr").stdout
    assert "30 jours" in alone
    assert alone.startswith("<h2>")
    assert "return-policy" in terms(surroundings, shop, "texts").stdout


def test_terms_are_put_on_a_page(surroundings: dict[str, str], shop: ShopRow, demo: DemoPage) -> None:
    terms(surroundings, shop, "save", "-", given=json.dumps(ENTERED))
    looked = terms(surroundings, shop, "pages", "refund")
    assert SAID in looked.stdout
    assert demo.stands() == demo.html
    assert "published: publication 1" in terms(surroundings, shop, "pages", "refund", "--publish", str(demo.id)).stdout
    assert SAID in demo.stands()
    listed = CliRunner(env=surroundings).invoke(main, ["texts", "publications", "--shop", shop.name, "--json"])
    [row] = json.loads(listed.stdout)
    assert (row["state"], row["text_id"], row["by"]) == ("published", demo.id, "the command line")
    undone = CliRunner(env=surroundings).invoke(main, ["texts", "undo", "1", "--shop", shop.name])
    assert "undone: publication 1" in undone.stdout
    assert demo.stands() == demo.html


def test_a_page_that_the_shop_lacks_is_created(
    surroundings: dict[str, str], context: Context, shop: ShopRow, demo: DemoPage
) -> None:
    turn_german(context, shop)
    terms(surroundings, shop, "save", "-", given=json.dumps(ENTERED))
    looked = terms(surroundings, shop, "create", "refund")
    assert "Rückgabe und Erstattung" in looked.stdout
    assert "return.refund_time" in looked.stderr
    file = demo.file.with_name("made-refund.de.html")
    assert not file.exists()
    [page] = json.loads(terms(surroundings, shop, "create", "refund", "--json").stdout)
    assert (page["connector"], page["language"]) == ("console", "de")
    both = terms(surroundings, shop, "create", "refund", "--json", "--language", "de")
    assert (both.exit_code, "leave it out to create" in both.stderr, file.exists()) == (2, True, False)
    done = terms(surroundings, shop, "create", "refund", "--language", "de")
    assert "published: publication 1" in done.stdout
    assert page["html"] in file.read_text(encoding="utf-8")
    again = terms(surroundings, shop, "create", "refund", "--language", "de")
    assert (again.exit_code, "no page of this kind lacks in de" in again.stderr) == (2, True)
    CliRunner(env=surroundings).invoke(main, ["texts", "undo", "1", "--shop", shop.name])
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "given", "words"),
    [
        (["save", "-"], '{"facts": {"return.window": [{"value": "many", "unit": "day"}]}}', "return.window"),
        (["save", "-"], "no JSON", "Expecting value"),
        (["save", "-"], "[]", "an object is wanted"),
        (["show", "--version", "3"], None, "no version 3"),
        (["texts", "--language", "xx"], None, "nothing can be written in 'xx'"),
        (["texts", "--name", "imprint"], None, "no text is called 'imprint'"),
        (["texts", "--name", "return-policy"], None, "says nothing yet"),
        (["pages", "refund", "--publish", "99"], None, "no such page"),
    ],
)
def test_what_is_not_fit_is_refused(
    surroundings: dict[str, str], shop: ShopRow, arguments: list[str], given: str | None, words: str
) -> None:
    outcome = terms(surroundings, shop, *arguments, given=given)
    assert outcome.exit_code == 2
    assert words in " ".join(outcome.output.split())
