"""A migrated database for every test module that asks: copied from a template, in milliseconds."""

import contextlib
import itertools
from collections.abc import Iterator

from alembic import command
from alembic.config import Config

from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT

TEMPLATE = "lonja_template"
_numbers = itertools.count(1)


def make_template(server: Postgres) -> None:
    """Run the real migrations, once per test session."""
    server.ask(f"CREATE DATABASE {TEMPLATE}")
    config = Config(CHECKOUT / "alembic.ini")
    config.attributes["url"] = server.url(TEMPLATE)
    command.upgrade(config, "head")


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@contextlib.contextmanager
def copied(server: Postgres, *, template: str = TEMPLATE) -> Iterator[str]:
    """Yield the address of a fresh copy."""
    name = f"test_{next(_numbers)}"
    server.ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    try:
        yield server.url(name)
    finally:
        server.ask(f'DROP DATABASE "{name}" WITH (FORCE)')
