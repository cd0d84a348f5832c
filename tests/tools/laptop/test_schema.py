"""A database that other code made is refused with a sentence; one of ours is brought up to date."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from tests.support import servers

from lonja_tools.laptop import schema
from lonja_tools.laptop.postgres import Postgres
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with servers.postgres_server() as one:
        one.make_databases()
        yield one


@pytest.fixture
def postgres(server: Postgres) -> Iterator[Postgres]:
    yield server
    server.ask("DROP DATABASE lonja")
    server.make_databases()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the migrations, to edit."""
    shutil.copy(CHECKOUT / "alembic.ini", tmp_path)
    shutil.copytree(CHECKOUT / "migrations", tmp_path / "migrations")
    return tmp_path


def migrate(postgres: Postgres, checkout: Path, version: str = "head") -> None:
    config = Config(checkout / "alembic.ini")
    config.attributes["url"] = postgres.url("lonja")
    command.upgrade(config, version)


def edit(checkout: Path, noun: str, old: str, new: str) -> None:
    file = checkout / "migrations" / "versions" / f"{noun}.py"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


class TestTheDatabase:
    def test_is_migrated_when_it_is_empty(self, postgres: Postgres, checkout: Path) -> None:
        assert not schema.is_current(postgres, checkout)

    def test_is_left_alone_when_these_migrations_made_it(
        self, postgres: Postgres, checkout: Path
    ) -> None:
        migrate(postgres, checkout)
        schema.record(postgres, checkout)

        assert schema.is_current(postgres, checkout)

    def test_is_migrated_on_when_it_stopped_halfway(
        self, postgres: Postgres, checkout: Path
    ) -> None:
        migrate(postgres, checkout, "orders")
        schema.record(postgres, checkout)

        assert not schema.is_current(postgres, checkout)

    def test_is_recorded_once_more_when_a_kill_came_before(
        self, postgres: Postgres, checkout: Path
    ) -> None:
        migrate(postgres, checkout)

        assert not schema.is_current(postgres, checkout)

    def test_is_refused_at_an_unknown_version(self, postgres: Postgres, checkout: Path) -> None:
        migrate(postgres, checkout)
        postgres.ask("UPDATE alembic_version SET version_num = '0027'", database="lonja")

        with pytest.raises(
            UserError, match="at version 0027, which this checkout does not know"
        ) as it:
            schema.is_current(postgres, checkout)

        assert "./lonja up --fresh --yes" in it.value.todo

    @pytest.mark.parametrize("noun", ["kernel", "orders", "feed"])
    def test_is_refused_when_its_migrations_were_edited_since(
        self, postgres: Postgres, checkout: Path, noun: str
    ) -> None:
        migrate(postgres, checkout)
        schema.record(postgres, checkout)
        edit(
            checkout,
            noun,
            "def upgrade() -> None:\n",
            'def upgrade() -> None:\n    op.execute("SELECT 1")\n',
        )

        with pytest.raises(UserError, match="migrations that have been edited since") as refused:
            schema.is_current(postgres, checkout)

        assert "./lonja up --fresh --yes" in refused.value.todo

    def test_is_refused_when_a_noun_came_in_between(
        self, postgres: Postgres, checkout: Path
    ) -> None:
        migrate(postgres, checkout)
        schema.record(postgres, checkout)
        versions = checkout / "migrations" / "versions"
        [before] = re.findall(
            r'^down_revision = "(.+)"', (versions / "feed.py").read_text(), re.MULTILINE
        )
        (versions / "gifts.py").write_text(
            f'"""gifts"""\n\nrevision = "gifts"\ndown_revision = "{before}"\n'
        )
        edit(checkout, "feed", f'down_revision = "{before}"', 'down_revision = "gifts"')

        with pytest.raises(UserError, match="migrations that have been edited since"):
            schema.is_current(postgres, checkout)

    def test_is_migrated_when_a_migration_came_on_top(
        self, postgres: Postgres, checkout: Path
    ) -> None:
        migrate(postgres, checkout)
        schema.record(postgres, checkout)
        (checkout / "migrations" / "versions" / "0001_gifts.py").write_text(
            '"""gifts"""\n\nrevision = "0001_gifts"\ndown_revision = "feed"\n'
        )

        assert not schema.is_current(postgres, checkout)

    def test_does_not_mind_another_comment(self, postgres: Postgres, checkout: Path) -> None:
        migrate(postgres, checkout)
        schema.record(postgres, checkout)
        edit(checkout, "orders", "def upgrade() -> None:\n", "# Why.\n\n\ndef upgrade() -> None:\n")

        assert schema.is_current(postgres, checkout)
