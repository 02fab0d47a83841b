"""Durability is what the settings say, read from the running databases."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from integration.store.session import read


def test_a_commit_survives_a_power_cut(engine: Engine) -> None:
    with read(engine) as session:
        ask = session.connection().exec_driver_sql
        if engine.dialect.name == "sqlite":
            assert ask("PRAGMA journal_mode").scalar() == "wal"
            assert ask("PRAGMA synchronous").scalar() == 2
            assert ask("PRAGMA foreign_keys").scalar() == 1
        else:
            assert ask("SHOW synchronous_commit").scalar() == "on"
            assert ask("SHOW fsync").scalar() == "on"


def test_a_complaint_of_the_database_names_no_customer(engine: Engine) -> None:
    with read(engine) as session, pytest.raises(DBAPIError) as told:
        session.execute(text("SELECT :email FROM nowhere"), {"email": "ana@customer.example"})
    assert "nowhere" in str(told.value)
    assert "ana@customer.example" not in str(told.value)
