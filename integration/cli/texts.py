"""`texts`: what a shop's texts leave out, the words for it, and their publication, from the command line."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from integration.cli import listed
from integration.cli.lists import list_command, print_rows, stored
from integration.cli.open_context import Refused, open_by_name
from integration.cli.over_time import history, summary
from integration.domain.audit.finding import codes_of
from integration.domain.audit.genre import WHY_NOTHING
from integration.domain.wording import diff
from integration.domain.wording.questions import QUESTION
from integration.languages.details import details
from integration.store import content_list
from integration.store.session import read
from integration.store.tables import PublicationRow
from jobs import publish, set_aside
from jobs.best_sellers import dearest_products
from jobs.context import Context
from jobs.rewriting import Page, Rewritten, open_page, propose_clauses, rewrite, terms_of_shop
from jobs.sheet import open_sheet
from jobs.weights import shop_day

BY = "the command line"
NO_TEXT = "this shop has no text {}; see: forthright texts list"
STYLES = {"added": "bold blue", "removed": "strike red", "kept": ""}

PUBLICATIONS = {"id": "id", "text": "document", "details": "codes", "state": "state", "by": "by", "why": "reason"}
DESTINATIONS = {
    "country": "country", "detail": "code", "orders": "orders", "of the last": "of", "complaints": "complaints",
}  # fmt: skip
ASIDE = {"detail": "code", "text": "document", "why": "reason", "by": "by", "at (UTC)": "at"}
texts = click.Group(
    "texts",
    [
        history,
        summary,
        list_command("publications", stored(listed.publications), PUBLICATIONS, "What was put into the texts."),
        list_command(
            "destinations", stored(listed.destinations), DESTINATIONS, "Where orders went and no page says it."
        ),
        list_command("aside", stored(listed.aside), ASIDE, "The details that do not apply, and why."),
    ],
    help="What a shop's texts leave out, and the words for it.",
)
shop_option = click.option("--shop", required=True, help="The shop's name here.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
everywhere_option = click.option("--everywhere", is_flag=True, help="In no text of this shop.")


@texts.command("list")
@shop_option
@click.option("--products", is_flag=True, help="Products instead of pages.")
@click.option("--by-sales", is_flag=True, help="Products that leave something out, the best sold first.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@json_option
def list_texts(shop: str, products: bool, by_sales: bool, limit: int, as_json: bool) -> None:
    """The shop's texts, each with its number and the details that it leaves out."""
    context, shop_id = open_by_name(shop)
    with read(context.engine) as session:
        if by_sales:
            found_texts = dearest_products(session, shop_id, context.clock()).texts[:limit]
        elif products:
            found_texts = content_list.product_page(session, shop_id, limit)
        else:
            found_texts = content_list.policy_documents(session, shop_id, limit)
        rows: list[dict[str, Any]] = [
            {
                "id": found.document.id,
                "title": found.document.title,
                "language": found.document.language,
                "version": found.document.current_version,
                "gaps": found.gaps,
            }
            for found in found_texts
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        shown = [{**row, "gaps": ", ".join(row["gaps"])} for row in rows]
        print_rows(shown, {"id": "id", "text": "title", "language": "language", "leaves out": "gaps"})


@texts.command()
@click.argument("text_id", type=int)
@shop_option
@json_option
def propose(text_id: int, shop: str, as_json: bool) -> None:
    """The words for what a text leaves out; [questions] in them are yours to answer."""
    context, shop_id = open_by_name(shop)
    with read(context.engine) as session:
        sheet = open_sheet(session, shop_id, text_id, shop_day(session, shop_id, context.clock()))
    if sheet is None:
        raise Refused(NO_TEXT.format(text_id))
    if sheet.states_nothing:
        why = WHY_NOTHING[sheet.states_nothing]
        click.echo(f"this is {why}: whatever is added to it says nothing of the shop; write it anew", err=True)
    if as_json:
        click.echo(json.dumps({code: clause.text for code, clause in sheet.clauses.items()}, ensure_ascii=False))
    else:
        rows = [{"code": code, "words": clause.text} for code, clause in sheet.clauses.items()]
        print_rows(rows, {"detail": "code", "words": "words"})


@texts.command()
@click.argument("text_id", type=int)
@shop_option
@click.option("--say", multiple=True, metavar="CODE=WORDS", help="The words for a detail; may be given often.")
@click.option("--publish", "publishes", is_flag=True, help="Put them into the shop; else they are only shown.")
@click.option("--as-is", is_flag=True, help="Also if the words, read again, do not say it.")
def write(text_id: int, shop: str, say: tuple[str, ...], publishes: bool, as_is: bool) -> None:
    """Show a text with new words in it, read again; with --publish, put them into the shop."""
    context, shop_id = open_by_name(shop)
    page = _page(context, shop_id, text_id)
    rewritten = _rewritten(context, page, dict(_said(one) for one in say))
    _show(page, rewritten)
    if publishes and not as_is and not rewritten.is_right:
        unsaid = [code for code, state in rewritten.states.items() if state != "present"]
        problem = f"the words do not say {', '.join(unsaid)}" if unsaid else "the page says less than it did"
        raise Refused(f"read again, {problem}; --as-is publishes them all the same")
    if publishes:
        row = publish.publish_text(context, page.row, list(rewritten.states), page.html, rewritten.html, BY)
        tell_publication(row, "published")


@texts.command()
@click.argument("publication_id", type=int)
@shop_option
def undo(publication_id: int, shop: str) -> None:
    """Put back what stood in the shop before a publication; for 30 days."""
    context, shop_id = open_by_name(shop)
    row = publish.undo(context, shop_id, publication_id, BY)
    if row is None:
        raise Refused(f"this shop has no publication {publication_id}")
    tell_publication(row, "undone")


@texts.command()
@click.argument("publication_id", type=int)
@shop_option
def again(publication_id: int, shop: str) -> None:
    """Try a publication again that failed."""
    context, shop_id = open_by_name(shop)
    row = publish.publish(context, shop_id, publication_id, BY)
    if row is None:
        raise Refused(f"this shop has no publication {publication_id}")
    tell_publication(row, "published")


@texts.command("set-aside")
@click.argument("text_id", type=int)
@click.argument("code")
@shop_option
@click.option("--reason", required=True, help="Why it does not apply.")
@everywhere_option
def put_aside(text_id: int, code: str, shop: str, reason: str, everywhere: bool) -> None:
    """A detail does not apply; it is no longer counted, until it is taken up again."""
    context, shop_id = open_by_name(shop)
    _page(context, shop_id, text_id)
    if code not in details():
        raise Refused(f"no detail is called {code!r}; forthright findings list shows those that are looked for")
    set_aside.set_aside(context, shop_id, text_id, code, reason, BY, everywhere)
    click.echo(f"{code} is set aside")


@texts.command("take-up")
@click.argument("text_id", type=int)
@click.argument("code")
@shop_option
@everywhere_option
def take_up(text_id: int, code: str, shop: str, everywhere: bool) -> None:
    """A detail that was set aside applies again."""
    context, shop_id = open_by_name(shop)
    if not set_aside.take_up(context, shop_id, text_id, code, BY, everywhere):
        raise Refused(f"{code} was not set aside there")
    click.echo(f"{code} counts again")


def _page(context: Context, shop_id: int, text_id: int) -> Page:
    page = open_page(context, shop_id, text_id)
    if page is None:
        raise Refused(NO_TEXT.format(text_id))
    return page


def _said(given: str) -> tuple[str, str]:
    code, equals, words = given.partition("=")
    if not equals or not words.strip():
        raise Refused(f"{given!r} is not CODE=WORDS, like return.refund_time='We refund you within 6 days.'")
    if QUESTION.search(words):
        raise Refused(f"a question is still open in {given!r}; put the answer in its place")
    return code.strip(), " ".join(words.split())


def _rewritten(context: Context, page: Page, said: dict[str, str]) -> Rewritten:
    if not said:
        raise Refused("say what: --say CODE=WORDS; forthright texts propose gives some")
    if unknown := sorted(said.keys() - set(codes_of(page.document.kind))):
        raise Refused(f"nobody looks for {', '.join(unknown)} in this text")
    known = propose_clauses(page, said, terms_of_shop(context, page.row.shop_id))
    return rewrite(page, [replace(known[code], text=words, questions=()) for code, words in said.items()])


def _show(page: Page, rewritten: Rewritten) -> None:
    show_difference(page.document.text, rewritten.text)
    for code, state in rewritten.states.items():
        click.echo(f"{code}: {'says it' if state == 'present' else state}", err=True)
    for code in rewritten.unsaid:
        click.echo(f"{code}: no longer found on the page", err=True)


def show_difference(old: str, new: str) -> None:
    runs: Iterable[Any] = diff(old, new)
    shown = Text.assemble(*((run.text, STYLES[run.change]) for run in runs))
    Console().print(shown, soft_wrap=True)


def tell_publication(row: PublicationRow, wanted: str) -> None:
    if row.state in ("publishing", "undoing"):
        click.echo("the store has not answered yet; a worker looks what became of it", err=True)
    elif row.state != wanted:
        raise Refused(f"not done: {row.reason}")
    click.echo(f"{row.state}: publication {row.id}")
