"""From the environment to a Context, the only place where commands read settings; and from a shop's name to its id."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session

from integration.settings import BadSetting, Settings, read_settings
from integration.store.session import open_engine, read
from integration.store.shops import shop_named, shops
from integration.store.vault import Vault
from jobs.context import Context


class Refused(click.ClickException):
    """Ends a command with one plain sentence and exit code 2."""

    exit_code = 2


def settings() -> Settings:
    """The settings, or Refused with what is wrong with them."""
    try:
        return read_settings(os.environ)
    except BadSetting as problem:
        raise Refused(str(problem)) from None


def open_context(chosen: Settings | None = None) -> Context:
    """A Context; its Redis is None where no FORTHRIGHT_REDIS_URL is set."""
    chosen = chosen or settings()
    return Context(
        engine=open_engine(chosen.database_url),
        vault=Vault(chosen.secret_keys),
        redis=open_redis(chosen.redis_url) if chosen.redis_url else None,
        public_url=chosen.public_url,
        allow_private_hosts=chosen.allow_private_hosts,
        keep_raw_days=chosen.keep_raw_days,
        keep_customer_days=chosen.keep_customer_days,
        data_dir=chosen.data_dir,
        smtp_url=chosen.smtp_url,
        mail_from=chosen.mail_from,
        apps=chosen.apps,
    )


@contextmanager
def open_shop(context: Context, name: str, opener: Callable[[Engine], Session] = read) -> Iterator[tuple[Session, int]]:
    """A session and the id of the shop that is called so, or Refused, naming the shops that there are."""
    try:
        with opener(context.engine) as session:
            found = shop_named(session, name)
            if found is None or found.id is None:
                known = ", ".join(each.name for each in shops(session)) or "none yet"
                raise Refused(f"no shop is called {name!r}; there are: {known}")
            yield session, found.id
    except (OperationalError, ProgrammingError) as problem:
        place = context.engine.url.render_as_string(hide_password=True)
        raise Refused(
            f"{place} cannot be read ({type(problem).__name__}). Is FORTHRIGHT_DATA_DIR the right folder? "
            "If it is new: forthright migrate"
        ) from None


def open_by_name(name: str) -> tuple[Context, int]:
    """For acts that open their own sessions: the context, and the id of the shop that is called so. Raises Refused."""
    context = open_context()
    with open_shop(context, name) as (_, shop_id):
        return context, shop_id


def open_redis(url: str) -> Redis:
    """Every call is bounded: a Redis that hangs must not hang a request."""
    once_more = Retry(NoBackoff(), 1)  # redis-py would otherwise wait for seconds, in a request too
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10, health_check_interval=30, retry=once_more)
