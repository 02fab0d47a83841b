"""`terms`: what a shop grants, entered once; the texts written from it, and the pages that they are put on."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, TextIO

import click
from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import IntegrityError

from integration.cli.lists import print_rows
from integration.cli.open_context import Refused, open_by_name, open_context, open_shop
from integration.cli.texts import BY, json_option, shop_option, show_difference, tell_publication
from integration.domain.outputs import MADE, PAGES, Output
from integration.domain.terms_record import NOTHING
from integration.store.terms import terms_in_force, terms_versions
from jobs.context import Context
from jobs.missing_pages import MissingPage, create_page, missing_pages
from jobs.publish import publish_text
from jobs.terms import save_terms, texts_of
from jobs.terms_pages import NewPage, pages_of

terms = click.Group("terms", help="What a shop grants, entered once, and the texts written from it.")


@terms.command()
@shop_option
@click.option("--version", type=click.IntRange(1), help="This one instead of the newest.")
def show(shop: str, version: int | None) -> None:
    """What was entered, as JSON; `terms save` takes it back, changed."""
    with open_shop(open_context(), shop) as (session, shop_id):
        row = terms_in_force(session, shop_id, version)
    if row is None and version is not None:
        raise Refused(f"these terms have no version {version}; see: forthright terms versions")
    click.echo(json.dumps(row.terms if row else NOTHING, ensure_ascii=False, indent=2))


@terms.command()
@shop_option
@json_option
def versions(shop: str, as_json: bool) -> None:
    """Every version, newest first."""
    with open_shop(open_context(), shop) as (session, shop_id):
        kept = terms_versions(session, shop_id)
        rows = [{"version": row.version, "by": row.by, "at": row.at.isoformat()} for row in kept]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        print_rows(rows, {"version": "version", "by": "by", "at (UTC)": "at"})


@terms.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@shop_option
def save(file: TextIO, shop: str) -> None:
    """Put the terms of a JSON file ("-" for standard input) in force, as a new version."""
    context, shop_id = open_by_name(shop)
    try:
        row = json.load(file)
        if not isinstance(row, dict):
            raise ValueError("an object is wanted, as `forthright terms show` prints it")
        version = save_terms(context, shop_id, row, BY)
    except ValueError as wrong:
        raise Refused(f"{file.name}: {wrong}") from None
    except IntegrityError:
        raise Refused("somebody saved the terms at the same moment; save yours again") from None
    click.echo(f"version {version} is in force")


@terms.command()
@shop_option
@click.option("--language", help="Of the shop, unless another is given.")
@click.option("--name", help="Print this text alone, as it is to be copied.")
@json_option
def texts(shop: str, language: str | None, name: str | None, as_json: bool) -> None:
    """All that is written from the terms: pages, questions and answers, lines for products, JSON-LD."""
    context, shop_id = open_by_name(shop)
    found = list(_written(context, shop_id, language))
    if name is not None:
        click.echo(_named(found, name).source)
    elif as_json:
        click.echo(json.dumps([_row(one) for one in found], ensure_ascii=False))
    else:
        rows = [{"name": one.name, "length": len(one.source), "lacking": ", ".join(one.lacking)} for one in found]
        print_rows(rows, {"text": "name", "characters": "length", "does not say": "lacking"})


def _row(one: Output) -> dict[str, Any]:
    return {"name": one.name, "source": one.source, "media_type": one.media_type, "lacking": list(one.lacking)}


def _written(context: Context, shop_id: int, language: str | None) -> Iterable[Output]:
    try:
        return texts_of(context, shop_id, language)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


def _named(found: Iterable[Output], name: str) -> Output:
    by_name = {one.name: one for one in found}
    if name not in by_name:
        raise Refused(f"no text is called {name!r}; there are: {', '.join(by_name)}")
    if not by_name[name].source:
        raise Refused(f"{name} says nothing yet; it lacks {', '.join(by_name[name].lacking)}")
    return by_name[name]


@terms.command()
@click.argument("kind", type=click.Choice(list(PAGES)))
@shop_option
@click.option("--publish", "picked", multiple=True, type=int, metavar="TEXT", help="Put them on this page; often.")
def pages(kind: str, shop: str, picked: tuple[int, ...]) -> None:
    """Show the shop's pages of a kind as the terms would have them; with --publish, put them there."""
    context, shop_id = open_by_name(shop)
    found = {new.page.row.id or 0: new for new in pages_of(context, shop_id, kind)}
    if unknown := sorted(set(picked) - found.keys()):
        raise Refused(f"no such page of this kind: {', '.join(map(str, unknown))}")
    for new in found.values():
        _show(new)
    for number in picked:
        new = found[number]
        tell_publication(publish_text(context, new.page.row, new.says, new.page.html, new.after.html, BY), "published")


@terms.command("create")
@click.argument("kind", type=click.Choice(MADE))
@shop_option
@click.option("--language", "picked", multiple=True, metavar="TAG", help="Create it in this language; often.")
@click.option("--store", help="In this one of several stores.")
@json_option
def create(kind: str, shop: str, picked: tuple[str, ...], store: str | None, as_json: bool) -> None:
    """Show the pages of a kind that the shop lacks, as the terms write them; with --language, create them there."""
    if as_json and picked:
        raise Refused("--json lists what lacks; leave it out to create a page")
    context, shop_id = open_by_name(shop)
    found = [page for page in missing_pages(context, shop_id, kind) if store in (None, page.connector)]
    if unknown := sorted(set(picked) - {page.language for page in found}):
        raise Refused(f"no page of this kind lacks in {', '.join(unknown)}, or the terms say nothing for it")
    if as_json:
        click.echo(json.dumps([{**asdict(page), "mark": page.mark} for page in found], ensure_ascii=False))
    for page in found if not as_json else ():
        _show_missing(page)
    for page in found:
        if page.language in picked:
            tell_publication(create_page(context, shop_id, page, BY), "published")


def _show_missing(page: MissingPage) -> None:
    Console().print(Text(f"{page.connector}, {page.language}: {page.title}", style="bold"))
    click.echo(page.html)
    if page.lacking:
        click.echo(f"does not say: {', '.join(page.lacking)}", err=True)


def _show(new: NewPage) -> None:
    Console().print(Text(f"{new.page.row.id}: {new.page.row.title}", style="bold"))
    show_difference(new.page.document.text, new.after.document.text)
    for about, codes in (("says no more", new.loses), ("does not say", new.lacking)):
        if codes:
            click.echo(f"{about}: {', '.join(codes)}", err=True)
