"""Runs migrations on the shop's database, or the one a caller hands over.

Every statement waits at most 4 s for a lock and runs at most 60 s: a migration that would stop
the shop fails instead.
"""

import importlib
import os
import pkgutil

from alembic import context
from sqlalchemy import Connection, create_engine, text

import lonja
from lonja.bootstrap import read_settings
from lonja.kernel.db import as_psycopg, metadata

for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
    # The kernel keeps its few tables beside what uses them.
    if module.name.endswith("._tables") or module.name.startswith("lonja.kernel."):
        importlib.import_module(module.name)

ONLY = set(filter(None, os.environ.get("MIGRATION_TABLES", "").split(",")))


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """What `--autogenerate` looks at; MIGRATION_TABLES narrows it to one noun's tables."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", None)
    return not ONLY or table in ONLY


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        include_object=is_ours,
    )
    connection.execute(text("SET lock_timeout = '4s'"))
    connection.execute(text("SET statement_timeout = '60s'"))
    connection.commit()
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.config.attributes.get("url") or read_settings().database_url
    engine = create_engine(as_psycopg(url))
    with engine.connect() as opened:
        run(opened)
    engine.dispose()
