"""Settings are read once, and a bad one is refused at start with its name, the reason and the way out."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from integration.settings import BadSetting, read_settings


def test_without_any_everything_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'forthright.db'}"
    assert settings.port == 8000
    assert settings.redis_url == ""


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path)}).secret_keys
    assert read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path)}).secret_keys == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    environment = {"FORTHRIGHT_DATA_DIR": str(tmp_path)}
    with ThreadPoolExecutor(16) as starting:
        keys = list(starting.map(lambda _: read_settings(environment).secret_keys, range(64)))
    assert len(set(keys)) == 1
    Fernet(keys[0][0])
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_several_keys_newest_first(tmp_path: Path) -> None:
    keys = tuple(Fernet.generate_key().decode() for _ in range(2))
    settings = read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path), "FORTHRIGHT_SECRET_KEYS": ", ".join(keys)})
    assert settings.secret_keys == keys
    assert not (tmp_path / "secret.key").exists()


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    (tmp_path / "key").write_text(key + "\n", encoding="ascii")
    settings = read_settings(
        {"FORTHRIGHT_DATA_DIR": str(tmp_path), "FORTHRIGHT_SECRET_KEYS_FILE": str(tmp_path / "key")}
    )
    assert settings.secret_keys == (key,)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FORTHRIGHT_PORT", "eighty", "whole number from 1 to 65535"),
        ("FORTHRIGHT_PORT", "70000", "whole number from 1 to 65535"),
        ("FORTHRIGHT_PORT", "८०", "whole number from 1 to 65535"),
        ("FORTHRIGHT_DEVELOPMENT", "yes", "1 (on) or 0 (off)"),
        ("FORTHRIGHT_PUBLIC_URL", "shop.example", "starts with https://"),
        ("FORTHRIGHT_SECRET_KEYS", "password", "no Fernet key"),
        ("FORTHRIGHT_DATABASE_URL", "forthright.db", "begins with no scheme; it takes sqlite:// or postgresql://"),
        ("FORTHRIGHT_DATABASE_URL", "mysql://me:hunter2@db/shop", "begins with mysql://; it takes"),
        ("FORTHRIGHT_DATABASE_URL", "postgresql://me:hunter2@db:x/shop", "a port that is no whole number"),
        ("FORTHRIGHT_REDIS_URL", "localhost:6379", "begins with no scheme; it takes redis://"),
        ("FORTHRIGHT_REDIS_URL_FILE", "/no/such/file", "cannot be read"),
        ("FORTHRIGHT_KEEP_RAW_DAYS", "0", "whole number from 1"),
    ],
)
def test_a_bad_setting_is_refused_by_name(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"FORTHRIGHT_DATA_DIR": str(tmp_path), name: value})
    assert name in str(refused.value)
    assert says in str(refused.value)


def test_secrets_do_not_show_when_settings_are_printed(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    settings = read_settings(
        {
            "FORTHRIGHT_DATA_DIR": str(tmp_path),
            "FORTHRIGHT_SECRET_KEYS": key,
            "FORTHRIGHT_DATABASE_URL": "postgresql://user:hunter2@db/forthright",
        }
    )
    assert key not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_an_app_at_a_vendor_is_whole_or_not_there(tmp_path: Path) -> None:
    given = {"FORTHRIGHT_DATA_DIR": str(tmp_path)}
    assert read_settings(given).apps == {}
    secret = tmp_path / "secret"
    secret.write_text("shpss_1\n")
    whole = {**given, "FORTHRIGHT_SHOPIFY_API_KEY": "key", "FORTHRIGHT_SHOPIFY_API_SECRET_FILE": str(secret)}
    assert read_settings(whole).apps == {"shopify": {"api_key": "key", "api_secret": "shpss_1"}}
    with pytest.raises(BadSetting, match="FORTHRIGHT_SHOPIFY_API_SECRET is missing beside FORTHRIGHT_SHOPIFY_API_KEY"):
        read_settings({**given, "FORTHRIGHT_SHOPIFY_API_KEY": "key"})
