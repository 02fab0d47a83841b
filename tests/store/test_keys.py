"""A new key, put first, takes over; the old one may then go."""

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from integration.store.keys import reseal
from integration.store.session import read, write
from integration.store.shops import connection, save_connection
from integration.store.tables import ShopRow
from integration.store.vault import Vault
from tests.clock import Clock


def test_credentials_move_to_the_newest_key_once(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    shop_id = shop.id or 0
    with write(engine) as session:
        save_connection(session, shop_id, "console", Vault([old]).seal({"key": "ck_1"}), clock())
        session.commit()
    both = Vault([new, old])
    with write(engine) as session:
        assert reseal(session, both) == 1
        session.commit()
    with write(engine) as session:
        assert reseal(session, both) == 0
    with read(engine) as session:
        row = connection(session, shop_id, "console")
        assert row is not None
        assert Vault([new]).open(row.credentials) == {"key": "ck_1"}
        with pytest.raises(ValueError, match="no longer lists"):
            Vault([old]).open(row.credentials)


def test_a_lost_key_is_said_plainly(engine: Engine, shop: ShopRow, clock: Clock) -> None:
    with write(engine) as session:
        lost = Vault([Fernet.generate_key().decode()])
        save_connection(session, shop.id or 0, "console", lost.seal({"key": "ck_1"}), clock())
        session.commit()
    with write(engine) as session, pytest.raises(ValueError, match="no longer lists"):
        reseal(session, Vault([Fernet.generate_key().decode()]))
