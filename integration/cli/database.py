"""`migrate`, `seed`, `backup`, `restore`: the commands that work on the database."""

from pathlib import Path

import click

from integration.cli.open_context import Refused, open_context


@click.command()
def migrate() -> None:
    """Bring the database to this version's tables, and credentials under the newest key. Safe to repeat."""
    from integration.migrations import current, upgrade
    from integration.store.keys import reseal
    from integration.store.session import write

    context = open_context()
    before = current(context.engine)
    upgrade(context.engine)
    after = current(context.engine)
    with write(context.engine) as session:
        try:
            resealed = reseal(session, context.vault)
        except ValueError as problem:
            raise Refused(str(problem)) from None
        session.commit()
    click.echo(f"database is at {after}" + ("" if before == after else f" (was {before or 'empty'})"))
    if resealed:
        click.echo(f"credentials put under the newest key: {resealed}")


@click.command()
def seed() -> None:
    """Make the demo shop, if there is none."""
    from integration.migrations import upgrade
    from jobs.demo import DEMO_EMAIL
    from jobs.seed import seed as seed_demo

    context = open_context()
    upgrade(context.engine)
    shop = seed_demo(context)
    click.echo(f"{shop.title} is there as shop {shop.name!r}; {DEMO_EMAIL} may sign in")


@click.command()
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
def backup(target: Path) -> None:
    """Write the whole database into one file, while everything runs."""
    from integration.migrations import current
    from integration.store.backup import BackupError
    from integration.store.backup import backup as write_backup

    if target.exists() and not target.is_file():
        raise Refused(f"{target} is a device or a pipe; a backup is a file of its own")
    try:
        context = open_context()
        if current(context.engine) is None:
            place = context.engine.url.render_as_string(hide_password=True)
            raise Refused(f"there is nothing to keep: {place} has no tables; is FORTHRIGHT_DATA_DIR the right folder?")
        write_backup(context.engine, target, context.vault.fingerprints)
    except BackupError as problem:
        raise Refused(str(problem)) from None
    own = context.data_dir / "secret.key"
    key = f"{own} or FORTHRIGHT_SECRET_KEYS" if own.exists() else "FORTHRIGHT_SECRET_KEYS"
    click.echo(f"{target}: {target.stat().st_size:,} bytes. Keep {key} with it: the stores' keys are sealed with that.")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what the database holds now.")
def restore(source: Path, force: bool) -> None:
    """Bring a backup back, and up to this version's tables. Stop web, worker and scheduler first."""
    from integration.migrations import upgrade
    from integration.store.backup import BackupError
    from integration.store.backup import restore as read_backup

    try:
        context = open_context()
        read_backup(context.engine, source, fingerprints=context.vault.fingerprints, force=force)
    except BackupError as problem:
        raise Refused(str(problem)) from None
    upgrade(context.engine)
    click.echo(f"restored from {source}")
