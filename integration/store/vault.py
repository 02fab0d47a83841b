"""Secrets at rest: encrypted with the newest key, readable with any key still listed."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Vault:
    """Seals and opens small JSON objects (credentials). Keys are Fernet keys, newest first.

    `fingerprints` tell the keys apart without giving them away.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a vault needs at least one key")
        self._keys = tuple(keys)
        self._newest = Fernet(keys[0])
        self._fernet = MultiFernet([Fernet(key) for key in keys])
        self.fingerprints = tuple(hashlib.sha256(key.encode()).hexdigest()[:12] for key in keys)

    def seal(self, secrets: Mapping[str, str]) -> bytes:
        return self._fernet.encrypt(json.dumps(dict(secrets)).encode())

    def open(self, sealed: bytes) -> dict[str, str]:
        """Raises ValueError when none of the keys fits."""
        try:
            opened: dict[str, str] = json.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise ValueError(
                "these credentials were sealed with a key that FORTHRIGHT_SECRET_KEYS no longer lists"
            ) from None
        return opened

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key opens it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            return False
        return True

    def rotate(self, sealed: bytes) -> bytes:
        """The same secrets under the newest key. Raises ValueError when none of the keys fits."""
        return self.seal(self.open(sealed))

    def signing_keys(self, purpose: str) -> tuple[str, ...]:
        """Keys to sign with for one purpose, newest first: none of them opens the vault or serves another purpose."""
        return tuple(hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest() for key in self._keys)

    def pseudonyms(self, purpose: str, name: str) -> tuple[str, ...]:
        """What stands for a name that is not kept: the same each time, secret without the keys; newest first."""
        keys = self.signing_keys(purpose)
        return tuple(hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest() for key in keys)
