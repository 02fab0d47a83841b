"""Settings from the environment, read once at the roof and passed down. NAME_FILE names a file with the value."""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

from connectors import manifests

PREFIX = "FORTHRIGHT_"


class BadSetting(ValueError):
    """A setting that cannot be used; the message says which, why, and what would do."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this installation; the lines of the address stand with a "|" between."""

    name: str
    address: str
    email: str


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """`redis_url` is "" when none is set: `run` then starts one of its own. `port` is where the web listens.

    `apps`: by connector, what this installation is known by at the vendor for all shops.
    """

    data_dir: Path
    database_url: str
    redis_url: str
    public_url: str
    port: int
    secret_keys: tuple[str, ...]
    allow_private_hosts: tuple[str, ...]
    smtp_url: str
    mail_from: str
    development: bool
    keep_raw_days: int
    keep_customer_days: int
    trusted_proxies: int
    apps: Mapping[str, Mapping[str, str]]
    operator: Operator | None = None

    def __repr__(self) -> str:
        return f"Settings(data_dir={str(self.data_dir)!r}, port={self.port})"


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises BadSetting. Without FORTHRIGHT_SECRET_KEYS a key is made once and kept in the data folder."""
    data_dir = Path(_value(environment, "DATA_DIR", "var")).expanduser().resolve()
    public_url = _value(environment, "PUBLIC_URL", "").rstrip("/")
    if public_url and urlsplit(public_url).scheme not in ("http", "https"):
        raise BadSetting(f"{PREFIX}PUBLIC_URL is {public_url!r}; it starts with https:// (or http:// on this machine)")
    hosts = _value(environment, "ALLOW_PRIVATE_HOSTS", "")
    return Settings(
        data_dir=data_dir,
        database_url=_url(environment, "DATABASE_URL", f"sqlite:///{data_dir / 'forthright.db'}"),
        redis_url=_url(environment, "REDIS_URL", ""),
        public_url=public_url,
        port=_number(environment, "PORT", 8000, 1, 65535),
        secret_keys=_keys(environment, data_dir),
        allow_private_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        smtp_url=_value(environment, "SMTP_URL", ""),
        mail_from=_value(environment, "MAIL_FROM", ""),
        development=_switch(environment, "DEVELOPMENT", False),
        keep_raw_days=_number(environment, "KEEP_RAW_DAYS", 30, 1, 3650),
        keep_customer_days=_number(environment, "KEEP_CUSTOMER_DAYS", 730, 30, 3650),
        trusted_proxies=_number(environment, "TRUSTED_PROXIES", 0, 0, 9),
        apps=_apps(environment),
        operator=_operator(environment),
    )


def _operator(environment: Mapping[str, str]) -> Operator | None:
    """All three or none: a page that names half an operator names nobody who can be reached."""
    names = ("OPERATOR_NAME", "OPERATOR_ADDRESS", "OPERATOR_EMAIL")
    given = [_value(environment, name, "") for name in names]
    if not any(given):
        return None
    if missing := [PREFIX + name for name, value in zip(names, given, strict=True) if not value]:
        raise BadSetting(f"{', '.join(missing)} is missing: say who runs this installation wholly, or not at all")
    return Operator(*given)


def _value(environment: Mapping[str, str], name: str, default: str) -> str:
    file = environment.get(f"{PREFIX}{name}_FILE")
    if file is None:
        return environment.get(PREFIX + name, default).strip()
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise BadSetting(f"{PREFIX}{name}_FILE names {file}, which cannot be read: {problem.strerror}") from None


SCHEMES = {
    "DATABASE_URL": ("sqlite", "postgresql", "postgresql+psycopg"),
    "REDIS_URL": ("redis", "rediss", "unix"),
}


def _url(environment: Mapping[str, str], name: str, default: str) -> str:
    """What is wrong is said without the address itself, which may hold a password."""
    url = _value(environment, name, default)
    known = " or ".join(f"{scheme}://" for scheme in SCHEMES[name])
    if url and (not url.startswith(tuple(f"{scheme}://" for scheme in SCHEMES[name]))):
        scheme = url.partition("://")[0] if "://" in url else ""
        raise BadSetting(f"{PREFIX}{name} begins with {scheme + '://' if scheme else 'no scheme'}; it takes {known}")
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise BadSetting(f"{PREFIX}{name} names a port that is no whole number from 0 to 65535") from None
    return url


def _number(environment: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = _value(environment, name, str(default))
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise BadSetting(f"{PREFIX}{name} is {text!r}; it takes a whole number from {low} to {high}")
    return int(text)


def _switch(environment: Mapping[str, str], name: str, default: bool) -> bool:
    text = _value(environment, name, "1" if default else "0")
    if text not in ("0", "1"):
        raise BadSetting(f"{PREFIX}{name} is {text!r}; it takes 1 (on) or 0 (off)")
    return text == "1"


def _apps(environment: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """Of each vendor at which an app may stand for all shops, what is set; all that it needs, or nothing."""
    found: dict[str, Mapping[str, str]] = {}
    for name, manifest in manifests().items():
        named = {key: f"{name}_{key}".upper() for key in (*manifest.app, *manifest.app_optional)}
        given = {key: value for key in named if (value := _value(environment, named[key], ""))}
        if given and (missing := [PREFIX + named[key] for key in manifest.app if key not in given]):
            raise BadSetting(f"{', '.join(missing)} is missing beside {PREFIX}{named[next(iter(given))]}")
        if given:
            found[name] = given
    return found


def _keys(environment: Mapping[str, str], data_dir: Path) -> tuple[str, ...]:
    given = tuple(key.strip() for key in _value(environment, "SECRET_KEYS", "").split(",") if key.strip())
    for key in given:
        try:
            Fernet(key)
        except ValueError:
            raise BadSetting(
                f"{PREFIX}SECRET_KEYS holds a key that is no Fernet key (32 bytes in URL-safe base64)"
            ) from None
    return given or (_own_key(data_dir),)


def _make_key(file: Path) -> None:
    """Whole or not at all: of two processes that start together both read the key of the one that was first."""
    with NamedTemporaryFile(dir=file.parent, prefix="key-") as made:  # opened with mode 600
        made.write(Fernet.generate_key())
        made.flush()
        os.fsync(made.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made.name, file)


def _own_key(data_dir: Path) -> str:
    file = data_dir / "secret.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _make_key(file)
        return file.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise BadSetting(
            f"the data folder {data_dir} cannot be written ({problem.strerror}); "
            f"set {PREFIX}DATA_DIR to a folder that can"
        ) from None
