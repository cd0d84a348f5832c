"""A PostgreSQL of a proof's own: the shop's database, migrated, and the warehouse's, empty."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command as alembic
from alembic.config import Config

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT
from lonja_tools.proofs.stage import Actor


@contextmanager
def own_server() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="lonja-"))
    server = Postgres(data=folder / "data", sockets=folder / "run")
    server.make()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LONJA_")}
    actor = Actor(
        "postgres", server.command(), plain, folder / "log", server.answers, signal.SIGINT
    )
    try:
        actor.start()
        actor.await_ready()
        server.make_databases()
        config = Config(CHECKOUT / "alembic.ini")
        config.attributes["url"] = server.url("lonja")
        alembic.upgrade(config, "head")
        yield server
    finally:
        actor.stop()
        shutil.rmtree(folder, ignore_errors=True)
