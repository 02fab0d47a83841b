"""`migrate` and `backup` from the command line, in the right folder and in a wrong one."""

import os
from pathlib import Path

from click.testing import CliRunner, Result

from integration.cli import main


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner(env={"FORTHRIGHT_DATA_DIR": str(folder)}).invoke(main, arguments)


def test_a_backup_of_nothing_is_none(tmp_path: Path) -> None:
    """Called every night from another folder it would else be believed."""
    target = tmp_path / "kept.zip"
    refused = run(tmp_path / "elsewhere", "backup", str(target))
    assert refused.exit_code == 2
    assert "is FORTHRIGHT_DATA_DIR the right folder?" in refused.output
    assert not target.exists()


def test_what_was_made_is_kept(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").exit_code == 0
    os.mkfifo(tmp_path / "pipe")
    assert run(tmp_path, "backup", str(tmp_path / "pipe")).exit_code == 2
    assert (tmp_path / "pipe").is_fifo()
    done = run(tmp_path, "backup", str(tmp_path / "kept.zip"))
    assert done.exit_code == 0, done.output
    assert "secret.key" in done.output
