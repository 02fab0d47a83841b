"""Mails a sign-in link out of the request's sight: how long an answer takes must not tell who may sign in."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import click

from connectors import build
from connectors.access import Access
from connectors.http import Http
from integration.auth.links import sign_in_link
from integration.ports import Channel, Message, Permanent, Temporary, Unauthorized, Uncertain
from jobs.context import Context

log = logging.getLogger(__name__)

SUBJECT = "Your sign-in link for Forthright"
TEXT = """You, or somebody who knows your address, asked to sign in to Forthright.

Open this link and press the button on the page. It works once, within the next hour:

{link}

If it was not you, do nothing: without this link nobody gets in.
"""


@dataclass(slots=True)
class LinkMail:
    """`smtp_url` is the installation's own mail; without one the link is printed, in development only."""

    context: Context
    smtp_url: str
    sender: str
    development: bool
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "sign-in-mail"))

    def ask(self, email: str) -> "Future[None]":
        """Sends a link if this person may sign in; tells nobody else which it was."""
        return self._threads.submit(self._send, email)

    def close(self) -> None:
        """Waits for the links that are on their way; more cannot be asked for."""
        self._threads.shutdown()

    def _send(self, email: str) -> None:
        try:
            link = sign_in_link(self.context, email)
        except LookupError:
            return
        if self.smtp_url:
            self._mail(email, link)
        elif self.development:
            click.echo(f"Sign in as {email}: {link}", err=True)
        else:
            log.warning("a sign-in link was asked for, but FORTHRIGHT_SMTP_URL is not set")

    def _mail(self, email: str, link: str) -> None:
        access = Access(self.smtp_url, {}, {"from": self.sender}, Http(), self.context.clock)
        message = Message(to=email, subject=SUBJECT, text=TEXT.format(link=link), sender=self.sender)
        try:
            build("smtp", Channel, access).send(message, idempotency_key=link[-40:])
        except (Temporary, Permanent, Unauthorized, Uncertain) as problem:
            log.error("the sign-in link for a member could not be mailed: %s", problem)
