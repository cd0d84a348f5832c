"""A migrated database for every test module that asks: copied from a template, in milliseconds."""

import atexit
import contextlib
import functools
import itertools
from collections.abc import Iterator

import psycopg
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


def is_copied(server: Postgres, address: str) -> bool:
    """Whether it is of a copy of a template of this server, opened by its superuser."""
    return address.startswith(server.url("test_").partition("?")[0]) and address.endswith(
        server.url("").partition("?")[2]
    )


@contextlib.contextmanager
def copied(server: Postgres, *, template: str = TEMPLATE) -> Iterator[str]:
    """Yield the address of a fresh copy."""
    name = f"test_{next(_numbers)}"
    _say(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    try:
        yield server.url(name)
    finally:
        _say(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _say(server: Postgres, statement: str) -> None:
    _connection(server).execute(statement.encode())


@functools.cache
def _connection(server: Postgres) -> psycopg.Connection:
    """One for the session: a program for each statement took longer than the copy.

    A thousand files are copied by the kernel, in half the time.
    """
    connection = psycopg.connect(
        server.url("postgres"), autocommit=True, options="-c file_copy_method=clone"
    )
    atexit.register(connection.close)
    return connection
