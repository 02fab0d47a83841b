"""A store to talk to, over http and over https, and connectors opened on it."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_httpserver import HTTPServer

from connectors.access import Access
from connectors.http import Http
from tests.connectors.store import Store

Open = Callable[..., Access]


@pytest.fixture(scope="module")
def running_server() -> Iterator[HTTPServer]:
    with HTTPServer("127.0.0.1", threaded=True) as server:
        yield server


@pytest.fixture
def server(running_server: HTTPServer) -> HTTPServer:
    """An HTTP server that knows nothing yet."""
    running_server.clear()
    return running_server


@pytest.fixture
def store(server: HTTPServer) -> Store:
    return Store(server)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "this-machine.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls_store(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store over https, with a certificate that is trusted here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with HTTPServer("127.0.0.1", ssl_context=context, threaded=True) as server:
        yield Store(server)


def http(*hosts: str, secrets: tuple[str, ...] = (), **options: Any) -> Http:
    """The door out without its pauses; loopback is allowed."""
    return Http(("127.0.0.1", *hosts), secrets, **{"pauses": (0.0, 0.0), **options})


@pytest.fixture
def opened() -> Open:
    def access(store: Store, config: dict[str, Any] | None = None, **credentials: str) -> Access:
        given = {"key": store.key, "secret": store.secret, **credentials}
        # A pool of its own where certificates of its own are trusted: pools are kept by the hosts they allow.
        hosts = (store.url,) if store.url.startswith("https") else ()
        door = http(*hosts, secrets=tuple(given.values()))
        return Access(store.url, given, config or {}, door, lambda: datetime(2026, 10, 7, tzinfo=UTC))

    return access
