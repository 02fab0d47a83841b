"""`connect`: a shop's keys, from the command line. Its options come from the connectors' manifests."""

import json
import re
import sys
from typing import Any

import click

from connectors import Manifest, manifests
from integration.cli.open_context import Refused, open_context
from integration.ports import Permanent, Temporary, Unauthorized
from jobs.connect import Connected, store_url
from jobs.connect import connect as connect_shop
from jobs.context import Context

SHOP_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class Connectors(click.Group):
    """One command a connector that has something to be connected with."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, manifest in manifests().items() if manifest.connectable]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(manifests()[cmd_name]) if cmd_name in self.list_commands(ctx) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            raise Refused(f"no connector is called {args[0]!r}; known: {', '.join(self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.group(cls=Connectors)
def connect() -> None:
    """Give a shop's keys to Forthright; makes the shop if it is new."""


def _command(manifest: Manifest) -> click.Command:
    names = (*(("url",) if manifest.needs_url else ()), *manifest.credentials)
    return click.Command(
        manifest.name,
        callback=lambda **given: _connect(manifest, **given),
        help=f"Connect a shop to {manifest.label}. A key that is left out is asked for.",
        params=[
            click.Option(["--shop"], required=True, help="What the shop is called here: letters, digits, - . _"),
            *(click.Option([f"--{name.replace('_', '-')}"], help=manifest.help.get(name, "")) for name in names),
            click.Option(["--json", "as_json"], is_flag=True, help="Answer in JSON."),
        ],
    )


def _connect(manifest: Manifest, shop: str, as_json: bool, **given: str | None) -> None:
    from integration.migrations import upgrade

    if not SHOP_NAME.fullmatch(shop):
        raise Refused(f"{shop!r} cannot be a shop's name here: small letters, digits, - . _ and at most 63 of them")
    context = open_context()
    credentials = {name: _value(manifest, name, given.get(name)) for name in manifest.credentials}
    try:
        url = _url(context, manifest, given.get("url"))
        upgrade(context.engine)
        done = connect_shop(context, shop, manifest.name, url, {name: it for name, it in credentials.items() if it})
    except ValueError as problem:
        raise Refused(str(problem)) from None
    except Unauthorized as problem:
        raise Refused(f"{manifest.label} refuses these keys: {problem}. Nothing was saved.") from None
    except (Permanent, Temporary) as problem:
        raise Refused(f"{problem}. Nothing was saved.") from None
    click.echo(json.dumps(_told(context, done), ensure_ascii=False) if as_json else _words(context, manifest, done))


def _url(context: Context, manifest: Manifest, given: str | None) -> str:
    return store_url(_value(manifest, "url", given), context.allow_private_hosts) if manifest.needs_url else ""


def _value(manifest: Manifest, name: str, given: str | None) -> str:
    """As given, else asked for, where somebody can answer."""
    if given or name in {*manifest.optional, *manifest.made}:
        return (given or "").strip()
    option, meaning = f"--{name.replace('_', '-')}", manifest.help.get(name, "")
    if not sys.stdin.isatty():
        raise Refused(f"{option} is missing: {meaning}")
    return str(click.prompt(f"{option} ({meaning})", hide_input=name != "url")).strip()


def _told(context: Context, done: Connected) -> dict[str, Any]:
    merchant = done.checked.merchant
    return {
        "shop": done.shop_name,
        "connector": done.connector,
        "created": done.created,
        "webhook_path": done.webhook_path,
        "webhook_url": context.public_url + done.webhook_path if context.public_url and done.webhook_path else None,
        "checked": merchant is not None,
        "problem": done.checked.problem or None,
        "currency": merchant.currency if merchant else None,
        "country": merchant.country if merchant else None,
    }


def _words(context: Context, manifest: Manifest, done: Connected) -> str:
    lines = [f"{done.shop_name} is {'made and ' if done.created else ''}connected to {manifest.label}."]
    if done.moved_from:
        lines.append(f"It is the store that was at {done.moved_from}: what was read there stays.")
    if done.checked.merchant:
        merchant = done.checked.merchant
        lines.append(f"The keys work: {merchant.name or merchant.url}, {merchant.currency}, {merchant.country}.")
    if done.checked.problem:
        lines.append(f"The keys could not be tried: {done.checked.problem}. They are saved and tried again later.")
        lines.append("Is the address or a key mistyped? Run the command again with the right one.")
    if done.webhook_path:
        address = (context.public_url or "<your public address>") + done.webhook_path
        lines.append(f"Register this address for webhooks: {address}")
    if done.webhook_path and not context.public_url:
        lines.append("FORTHRIGHT_PUBLIC_URL is not set: nothing can call here, and the shop is kept current by asking.")
    return "\n".join(lines)
