"""Runs migrations on the shop's database, or the one a caller hands over.

Every statement waits at most 4 s for a lock and runs at most 60 s: a migration that would stop
the shop fails instead.
"""

import importlib
import os
import pkgutil

from alembic import command, context
from sqlalchemy import Connection, MetaData, create_engine, text

from lonja.kernel.db import as_psycopg
from lonja.kernel.settings import Settings

ONLY = set(filter(None, os.environ.get("MIGRATION_TABLES", "").split(",")))


def is_ours(thing: object, name: str | None, kind: str, *_: object) -> bool:
    """What `--autogenerate` looks at; MIGRATION_TABLES narrows it to one noun's tables."""
    table = name if kind == "table" else getattr(getattr(thing, "table", None), "name", None)
    return not ONLY or table in ONLY


def declared() -> MetaData | None:
    """Every noun's tables, where they are compared with the database's; to migrate it takes none."""
    asked = getattr(context.config.cmd_opts, "cmd", (context.config.attributes.get("command"),))[0]
    if asked not in {command.check, command.revision}:
        return None
    import lonja
    from lonja.kernel.metadata import metadata

    for module in pkgutil.walk_packages(lonja.__path__, "lonja."):
        if module.name.endswith("._tables"):
            importlib.import_module(module.name)
    return metadata


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=declared(),
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
    url = context.config.attributes.get("url") or Settings().database_url
    engine = create_engine(as_psycopg(url))
    with engine.connect() as opened:
        run(opened)
    engine.dispose()
