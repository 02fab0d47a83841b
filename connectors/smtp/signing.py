"""DKIM signatures (RFC 6376), and the records by which receivers check them."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from connectors.access import Access
from integration.ports import DnsRecord, Unauthorized
from integration.ports.sentences import Sentence

FEWEST_BITS = 1024
_ONE_OF_TWO = Sentence("DKIM takes both a selector and its private key, and only one was given")
_NO_SELECTOR = Sentence("%(given)s is no DKIM selector: letters, digits, - and . only")
_UNREADABLE = Sentence("the DKIM key cannot be read: a private RSA key in PEM, without a password")
_TOO_SHORT = Sentence("the DKIM key is to be an RSA key of at least %(bits)s bits")
SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version", b"content-type",
    b"content-transfer-encoding", b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signer:
    selector: str
    key: RSAPrivateKey

    def signed(self, content: bytes, domain: str) -> bytes:
        """The mail with its signature before it. The List-Unsubscribe headers are under it, as RFC 8058 asks."""
        pem = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        relaxed = (b"relaxed", b"relaxed")
        header: bytes = dkim.sign(
            content, self.selector.encode(), domain.encode(), pem, canonicalize=relaxed, include_headers=list(SIGNED)
        )
        return header + content

    @property
    def record(self) -> str:
        public = self.key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def signer_of(credentials: Mapping[str, str]) -> Signer | None:
    """None where no key was given. Raises Unauthorized for one that cannot sign: nothing goes out half signed."""
    selector, pem = credentials.get("dkim_selector", "").strip(), credentials.get("dkim_key", "").strip()
    if not selector and not pem:
        return None
    if not selector or not pem:
        raise Unauthorized(_ONE_OF_TWO())
    if not selector.replace("-", "").replace(".", "").isalnum() or not selector.isascii():
        raise Unauthorized(_NO_SELECTOR(given=repr(selector)))
    return Signer(selector, _key(pem))


class SmtpSender:
    def __init__(self, access: Access) -> None:
        self._keys = access.credentials

    def records(self) -> Sequence[DnsRecord]:
        signer = signer_of(self._keys)
        domain = parseaddr(self._keys.get("sender", ""))[1].rpartition("@")[2]
        back = self._keys.get("return_path", "").rpartition("@")[2] or domain
        found = [DnsRecord(back, "v=spf1 include:… ~all", "spf")]
        if signer is not None:
            found.append(DnsRecord(f"{signer.selector}._domainkey.{domain}", signer.record, "dkim"))
        return [*found, DnsRecord(f"_dmarc.{domain}", "v=DMARC1; p=none", "dmarc")]


def _key(pem: str) -> RSAPrivateKey:
    """Also as a form of one line leaves it: with blanks for its line breaks."""
    head, foot = pem.find("KEY-----"), pem.rfind("-----END")
    if "\n" not in pem and head > 0 and foot > 0:
        head += len("KEY-----")
        pem = f"{pem[:head]}\n{''.join(pem[head:foot].split())}\n{pem[foot:]}"
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError):
        raise Unauthorized(_UNREADABLE()) from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise Unauthorized(_TOO_SHORT(bits=FEWEST_BITS))
    return key
