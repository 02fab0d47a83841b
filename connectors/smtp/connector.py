"""Sends mail by SMTP: encrypted, bounded in time, and honest about what it does not know."""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from connectors.access import Access
from connectors.addresses import is_public
from connectors.errors import NO_CONNECTION, PRIVATE, SLOW, UNKNOWN_NAME, UNREACHED
from connectors.smtp.bounces import SmtpWebhooks
from connectors.smtp.letter import Envelope, seal
from connectors.smtp.replies import from_reply, require
from connectors.smtp.signing import SmtpSender, signer_of
from integration.ports import Message, Permanent, Receipt, Temporary, Unauthorized, Uncertain
from integration.ports.sentences import Sentence

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
PORTS = {"smtp": 587, "smtps": 465}

_OPEN = Sentence("%(place)s offers no encryption (STARTTLS); mail is not sent in the open")
_NOT_ASCII = Sentence("the mail account's name or password has letters outside of ASCII")
_LEFT_ALONE = Sentence("the mail server broke off after it was given the mail")
_NO_SIGN_IN = Sentence("%(place)s does not let anybody sign in over this connection")
_BAD_CERTIFICATE = Sentence("the certificate of %(place)s is not valid: %(cause)s")
_NOT_ENCRYPTED = Sentence("no encrypted connection to %(place)s: %(cause)s")
_HUNG_UP = Sentence("%(place)s broke off the connection")
_ADDRESS = Sentence("the mail server's address is to look like smtp://mail.example:587 or smtps://mail.example:465")


@dataclass(frozen=True, slots=True)
class _Server:
    """`trusted`: named by whoever runs the installation, so it may be a machine of their own network."""

    host: str
    port: int
    encrypted: bool
    username: str
    password: str
    trusted: bool


class SmtpChannel:
    """One connection a message. The server is the access's address, or the credential of that name."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._seconds = float(access.config.get("answer_seconds", ANSWER_SECONDS))
        self._sender = str(access.config.get("from") or access.credentials.get("sender", ""))

    def send(self, message: Message, idempotency_key: str) -> Receipt:
        now = self._access.clock()
        signer = signer_of(self._access.credentials)
        back = self._access.credentials.get("return_path", "")
        envelope = seal(message, self._sender, idempotency_key, now, back, signer)
        with self._session(_server(self._access), envelope.sender.rpartition("@")[2]) as session:
            _hand_over(session, envelope)
        return Receipt(envelope.id, now)

    @contextlib.contextmanager
    def _session(self, server: _Server, own_name: str) -> Iterator[smtplib.SMTP]:
        """An open session, encrypted and signed in; what goes wrong in it is one of the core's errors."""
        place = f"{server.host}:{server.port}"
        try:
            session = self._open(server, own_name)
        except (smtplib.SMTPException, OSError) as problem:
            raise _from_failure(place, problem) from None
        try:
            yield session
        except (smtplib.SMTPException, OSError) as problem:
            raise _from_failure(place, problem) from None
        else:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                session.quit()
        finally:
            session.close()

    def _open(self, server: _Server, own_name: str) -> smtplib.SMTP:
        self._guard(server, _addresses(server))
        trust = ssl.create_default_context()
        seconds = min(CONNECT_SECONDS, self._seconds)
        session: smtplib.SMTP
        if server.encrypted:
            session = smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=seconds, context=trust)
        else:
            session = smtplib.SMTP(server.host, server.port, own_name, timeout=seconds)
        try:
            self._begin(session, server, trust)
        except BaseException:
            session.close()
            raise
        return session

    def _begin(self, session: smtplib.SMTP, server: _Server, trust: ssl.SSLContext) -> None:
        assert session.sock is not None  # noqa: S101 it has just connected; tells mypy
        session.sock.settimeout(self._seconds)
        peer = str(session.sock.getpeername()[0])
        self._guard(server, [peer])  # the name may lead elsewhere than it did a moment ago
        session.ehlo()
        if not server.encrypted and session.has_extn("starttls"):
            session.starttls(context=trust)
            session.ehlo()
        elif not server.encrypted and is_public(peer):
            raise Permanent(_OPEN(place=server.host))
        if server.username:
            _sign_in(session, server)

    def _guard(self, server: _Server, addresses: list[str]) -> None:
        if server.trusted or self._access.http.allows(server.host):
            return
        if not all(is_public(address) for address in addresses):
            raise Permanent(PRIVATE(host=server.host))


def _sign_in(session: smtplib.SMTP, server: _Server) -> None:
    try:
        session.login(server.username, server.password)
    except UnicodeError:  # smtplib speaks ASCII here; its own words would show the letter of the password
        raise Unauthorized(_NOT_ASCII()) from None


def _hand_over(session: smtplib.SMTP, envelope: Envelope) -> None:
    """From the last dot on, only the server knows whether it has the mail: then a broken line is Uncertain."""
    told = session.has_extn("dsn")  # RFC 3461: the server reports what does not arrive, with the headers of ours
    require("sender", session.mail(envelope.return_path, ("RET=HDRS", f"ENVID={envelope.name}") if told else ()))
    require("recipient", session.rcpt(envelope.to, ("NOTIFY=FAILURE",) if told else ()))
    require("content", session.docmd("DATA"), frozenset({354}))
    try:
        session.send(re.sub(rb"(?m)^\.", b"..", envelope.content).removesuffix(b"\r\n") + b"\r\n.\r\n")
        answer = session.getreply()
    except (smtplib.SMTPException, OSError):
        raise Uncertain(_LEFT_ALONE()) from None
    require("content", answer)


def _from_failure(place: str, problem: Exception) -> Exception:
    match problem:
        case smtplib.SMTPResponseException():
            return from_reply("connection", problem.smtp_code, problem.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Permanent(_NO_SIGN_IN(place=place))
        case ssl.SSLCertVerificationError():
            return Temporary(_BAD_CERTIFICATE(place=place, cause=problem.verify_message))
        case ssl.SSLError():
            return Temporary(_NOT_ENCRYPTED(place=place, cause=problem.reason))
        case TimeoutError() | smtplib.SMTPServerDisconnected() if "timed out" in str(problem):
            return Temporary(SLOW(place=place))
        case smtplib.SMTPServerDisconnected():
            return Temporary(_HUNG_UP(place=place))
    return Temporary(UNREACHED(place=place, cause=getattr(problem, "strerror", None) or NO_CONNECTION()))


def _addresses(server: _Server) -> list[str]:
    try:
        found = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
    except OSError as problem:
        raise Temporary(UNKNOWN_NAME(host=server.host, cause=problem.strerror)) from None
    return [str(entry[4][0]) for entry in found]


def _server(access: Access) -> _Server:
    given = access.url or access.credentials.get("server", "")
    parts = urlsplit(given if "://" in given else f"smtp://{given}")
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in PORTS or not parts.hostname or port == -1:
        raise Permanent(_ADDRESS())
    return _Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        username=access.credentials.get("username") or unquote(parts.username or ""),
        password=access.credentials.get("password") or unquote(parts.password or ""),
        trusted=bool(access.url),
    )


ROLES = {"Channel": SmtpChannel, "Sender": SmtpSender, "Webhooks": SmtpWebhooks}
