"""The migrations of a checkout, held against the version that runs."""

import subprocess
from pathlib import Path

import pytest
from tests.support.administrator import ADMINISTRATOR, Databases, azures_server

from lonja_tools.deployment import migrations
from lonja_tools.deployment.migrating.locks import refusals
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError

FIRST = 'revision = "0001"\ndown_revision = None\n'
MIGRATION = 'from alembic import op\n\nrevision = "{}"\ndown_revision = "{}"\n\n\ndef upgrade() -> None:\n    {}\n'


VERSIONS = list(dict.fromkeys(one.revision for one in migrations.pending(CHECKOUT, None)))


def before(version: str) -> str | None:
    place = VERSIONS.index(version)
    return VERSIONS[place - 1] if place else None


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository whose running version names orders.email."""
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text((CHECKOUT / "alembic.ini").read_text())
    versions.joinpath("0001_first.py").write_text(FIRST + "\n\ndef upgrade() -> None:\n    pass\n")
    store = tmp_path / "src" / "lonja" / "orders"
    store.mkdir(parents=True)
    store.joinpath("_store.py").write_text('SQL = "SELECT email FROM orders"\n')
    for words in (
        ["init", "-q", "-b", "main"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "first"],
    ):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    return tmp_path


def migrate(checkout: Path, sql: str = "", *, code: str = "") -> None:
    text = MIGRATION.format("0002", "0001", code or f"op.execute({sql!r})")
    (checkout / "migrations" / "versions" / "0002_next.py").write_text(text)


class TestPendingMigrations:
    def test_of_an_empty_database_are_all_and_stop_nothing(self) -> None:
        found = migrations.pending(CHECKOUT, None)

        assert {"kernel", "orders", "feed"} <= {one.revision for one in found}
        assert refusals(found) == []

    def test_are_those_past_the_version_of_the_database(self, checkout: Path) -> None:
        migrate(checkout, "SELECT 1")

        assert [one.sql for one in migrations.pending(checkout, "0001")] == ["SELECT 1"]
        assert migrations.pending(checkout, "0002") == []

    def test_may_leave_their_transaction_to_make_an_index(self, checkout: Path) -> None:
        code = "with op.get_context().autocommit_block():\n        op.execute('DROP INDEX CONCURRENTLY IF EXISTS ix')\n        op.create_index('ix', 'orders', ['number'], postgresql_concurrently=True)"
        migrate(checkout, code=code)

        found = migrations.pending(checkout, "0001")

        assert "CREATE INDEX CONCURRENTLY ix ON orders (number)" in [one.sql for one in found]
        assert refusals(found) == []

    def test_that_ask_the_database_cannot_be_read_beforehand(self, checkout: Path) -> None:
        migrate(checkout, code="assert op.get_bind().execute('SELECT 1').scalar() == 1")

        with pytest.raises(UserError, match="What migration 0002 does cannot be read"):
            migrations.pending(checkout, "0001")

    @pytest.mark.parametrize(
        "version", [one for one in VERSIONS if one not in {"feed", "webhooks"}]
    )
    def test_of_this_shop_each_lets_it_serve(self, version: str) -> None:
        """As if the one before it were deployed. `feed` and `webhooks` put triggers on many tables,
        which is free because the same deployment makes them (above)."""
        only = [
            one for one in migrations.pending(CHECKOUT, before(version)) if one.revision == version
        ]

        assert refusals(only) == []

    def test_of_a_newer_database_are_not_known(self, checkout: Path) -> None:
        with pytest.raises(UserError, match="at version 0099, which this checkout does not know"):
            migrations.pending(checkout, "0099")


class TestChecking:
    def test_refuses_a_column_that_the_running_version_reads(self, checkout: Path) -> None:
        migrate(checkout, "ALTER TABLE orders DROP COLUMN email")

        with pytest.raises(UserError) as refused:
            migrations.check(
                migrations.pending(checkout, "0001"), checkout=checkout, running="main"
            )

        assert "column orders.email is dropped, but the running version (main)" in str(
            refused.value
        )
        assert "src/lonja/orders/_store.py" in str(refused.value)

    def test_lets_go_what_the_running_version_does_not_name(self, checkout: Path) -> None:
        migrate(checkout, "ALTER TABLE orders DROP COLUMN fax")

        migrations.check(migrations.pending(checkout, "0001"), checkout=checkout, running="main")

    def test_asks_which_version_runs_before_anything_is_dropped(self, checkout: Path) -> None:
        migrate(checkout, "DROP TABLE faxes")

        with pytest.raises(UserError, match="Name it: --running COMMIT"):
            migrations.check(migrations.pending(checkout, "0001"), checkout=checkout, running=None)


def test_a_database_knows_its_version(databases: Databases) -> None:
    with databases.connect("lonja") as db:
        assert migrations.pending(CHECKOUT, migrations.version_of(db)) == []


def test_an_empty_database_has_none() -> None:
    with azures_server() as server, server.connect("lonja", ADMINISTRATOR) as db:
        assert migrations.version_of(db) is None
