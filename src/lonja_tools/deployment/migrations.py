"""Migrates the shop's database, after checking that it does not break the running version."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy.exc import SQLAlchemyError

from lonja_tools.deployment.journal import BeginAnewError
from lonja_tools.deployment.migrating.locks import refusals
from lonja_tools.deployment.migrating.losses import Dropped, dropped
from lonja_tools.deployment.migrating.statements import Statement, statements
from lonja_tools.user_error import UserError

# Where a running version may use a database name.
_READERS = ("src/lonja", "warehouse", "functions")


def version_of(db: psycopg.Connection) -> str | None:
    """The migration that a database is at; None while it is empty."""
    exists = db.execute("SELECT to_regclass('public.alembic_version') IS NOT NULL").fetchone()
    if exists is None or not exists[0]:
        return None
    row = db.execute("SELECT version_num FROM public.alembic_version").fetchone()
    return str(row[0]) if row else None


def pending(checkout: Path, version: str | None) -> list[Statement]:
    """The SQL of every migration past `version`, without running it."""
    script = ScriptDirectory.from_config(Config(checkout / "alembic.ini"))
    if version is not None and version not in {one.revision for one in script.walk_revisions()}:
        raise UserError(
            f"The database is at version {version}, which this checkout does not know.",
            todo="Deploy the newer code; or go back to this one with --back, which leaves the schema"
            " as it is.",
        )
    statements: list[Statement] = []
    for revision in reversed(list(script.iterate_revisions("head", version or "base"))):
        written = _Written(revision.revision)
        context = MigrationContext.configure(
            dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
        )
        try:
            with Operations.context(context):
                revision.module.upgrade()
        except (AttributeError, TypeError, SQLAlchemyError, CommandError) as error:
            raise UserError(
                f"What migration {revision.revision} does cannot be read before it runs: {error}",
                todo="Write it as SQL; what depends on rows belongs in a job that runs in batches.",
            ) from error
        statements += written.statements
    return statements


class _Written(io.StringIO):
    """Alembic writes a statement at a time."""

    def __init__(self, revision: str) -> None:
        super().__init__()
        self._revision = revision
        self.statements: list[Statement] = []

    def write(self, text: str) -> int:
        self.statements += statements(self._revision, text)
        return len(text)


def check(statements: list[Statement], *, checkout: Path, running: str | None) -> None:
    """Raise if a migration would block the shop, or drops what the commit `running` uses."""
    wrong = [
        *refusals(statements),
        *_still_used(dropped(statements), checkout=checkout, running=running),
    ]
    if wrong:
        raise BeginAnewError(
            "These migrations may not run while the shop serves:\n"
            + "\n".join(f"  {one}" for one in wrong),
            todo="Nothing was migrated. Change them, commit, and begin a new deployment.",
        )


def _still_used(lost: list[Dropped], *, checkout: Path, running: str | None) -> Iterator[str]:
    for one in lost:
        if running is None:
            yield (
                f"{one.revision}: {one.what} is dropped, and the running version is not known"
                " here. Name it: --running COMMIT."
            )
            continue
        places = _named_in(checkout, running, one.name)
        if places:
            yield (
                f"{one.revision}: {one.what} is dropped, but the running version ({running[:12]})"
                f" names it in {places[0]}. Deploy a version that does not, then this one."
            )


def _named_in(checkout: Path, commit: str, name: str) -> list[str]:
    words = ["git", "-C", str(checkout), "grep", "-lw", name, commit, "--", *_READERS]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise UserError(
            f"The running version {commit} is not in this repository: {done.stderr.strip()}",
            todo="Fetch it (git fetch), or name another with --running COMMIT.",
        )
    return [line.partition(":")[2] for line in done.stdout.splitlines()]


def upgrade(checkout: Path, url: str) -> None:
    """Run what is pending; each migration waits 4 s for a lock at most (migrations/env.py)."""
    config = Config(checkout / "alembic.ini")
    config.attributes["url"] = url
    command.upgrade(config, "head")
