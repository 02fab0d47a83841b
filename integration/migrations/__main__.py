"""`python -m integration.migrations "why"`: writes the next migration from what the tables have and it has not."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from integration.migrations import config_for, locked, newest, upgrade
from integration.store.session import open_engine


def write_revision(message: str, revision: str) -> None:
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'now.db'}")
        upgrade(engine)
        with locked(engine) as connection:
            command.revision(config_for(connection), message, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    write_revision(" ".join(sys.argv[1:]), f"{int(newest() or 0) + 1:04d}")
