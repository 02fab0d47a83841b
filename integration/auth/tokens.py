"""Bearer tokens: who made one sees it once; what is kept of it is a hash."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from integration.store import tokens
from integration.store.session import read, write
from jobs.context import Context

PREFIX = "forthright_"


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that asks: for which shop, what it may do, and what the log calls it."""

    shop_id: int
    role: str
    name: str
    token_id: int

    @property
    def may_act(self) -> bool:
        return self.role == "staff"


def make_token(context: Context, shop_id: int, name: str, role: str) -> str:
    """A new token of the shop, in clear for the only time: 256 random bits, so that a plain hash keeps it."""
    made = PREFIX + secrets.token_urlsafe(32)
    with write(context.engine) as session:
        tokens.add_token(session, shop_id, digest_of(made), name, role, context.clock())
        session.commit()
    return made


def caller(context: Context, authorization: str) -> Caller | None:
    """Who sent this Authorization header; None for a token that is unknown or revoked, and for any other header."""
    kind, _, given = authorization.partition(" ")
    if kind.lower() != "bearer" or not given.startswith(PREFIX):
        return None
    now = context.clock()
    with read(context.engine) as session:
        row = tokens.token(session, digest_of(given.strip()))
        session.expunge_all()
    if row is None:
        return None
    if tokens.is_to_be_noted(row, now):
        with write(context.engine) as session:
            tokens.note_use(session, row, now)
            session.commit()
    return Caller(row.shop_id, row.role, f"{row.name} (API)", row.id or 0)


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
