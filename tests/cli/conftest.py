"""A data folder and a database of one's own for the command line, and the demo shop's page in it."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from integration.cli.open_context import open_context
from integration.settings import read_settings
from integration.store.tables import ShopRow
from tests.admin_ui.demo_page import DemoPage, open_demo_page


@pytest.fixture
def surroundings(sqlite_database: str, tmp_path: Path) -> dict[str, str]:
    return {
        "FORTHRIGHT_DATA_DIR": str(tmp_path),
        "FORTHRIGHT_DATABASE_URL": sqlite_database,
        "FORTHRIGHT_SECRET_KEYS": Fernet.generate_key().decode(),
    }


@pytest.fixture
def demo(surroundings: dict[str, str], shop: ShopRow, tmp_path: Path) -> DemoPage:
    return open_demo_page(open_context(read_settings(surroundings)), shop, tmp_path)
