"""Wherever a deployment dies, going on ends where an undisturbed one does, and does no harm twice."""

import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from tests.support.administrator import ADMINISTRATOR, Databases, azures_server
from tests.support.fake_azure import FakeAzure, fake_azure
from tests.support.shipping import OURS, Shipping

from lonja_tools.deployment import roles
from lonja_tools.deployment.journal import Journal, Record
from lonja_tools.deployment.programs import Call, Programs
from lonja_tools.places import CHECKOUT

# What it is doing, in the order of a deployment: the function, and at which of its calls it dies.
MIDDLES: Final = {
    "in the middle of a zip": ("zipfile:ZipFile.writestr", 300),
    "packing the third app": ("lonja_tools.deployment.packaging.zips:contents", 3),
    "reading what is pending": ("lonja_tools.deployment.migrations:statements", 40),
    "in an early migration": ("psycopg:Cursor.execute", 25),
    "in a later migration": ("psycopg:Cursor.execute", 150),
    "before the first sign-in": ("lonja_tools.deployment.roles:_principals", 1),
    "in the middle of the rights": ("lonja_tools.deployment.roles:verbs", 60),
    "between two servers": ("lonja_tools.deployment.roles:grant_warehouse", 1),
}


class Died(BaseException):
    """The process died: none of its code runs any more."""


class Place:
    """An empty subscription, with databases of its own."""

    def __init__(self, azure: FakeAzure, databases: Databases, folder: Path) -> None:
        self.azure, self.databases = azure, databases
        self.deploy = Shipping(azure, folder / "journal")

    def end(self) -> dict[str, Any]:
        """What is there, and what is written down of it."""
        record = self.deploy.journal.read()
        assert record is not None
        state = self.azure.read()
        noted = asdict(record)
        packages = {name: one["release"] for name, one in noted["packages"].items()}
        return {
            "azure": {name: state[name] for name in ("applied", "web", "functions")},
            "vault": sorted(state["vault"]),
            "database": self.databases.made(),
            "steps": sorted(noted["done"]),
            "packages": packages,
            "finished": (noted["finished"], noted["failed"]),
            "running": self.deploy.journal.running(),
        }

    def goes_on(self) -> None:
        """As a person does: --resume, or from the beginning when nothing was written down."""
        self.deploy(whole=True, resume=self.deploy.journal.read() is not None)

    def dies_at(self, where: str, call: int) -> None:
        """A process of its own, killed at this call of a function."""
        words = (str(self.azure.folder), str(self.azure.port), str(self.deploy.folder), where)
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.shipping", *words, str(call)],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.fixture(scope="module")
def empties() -> Iterator[Databases]:
    """One server, whose databases every deployment here finds empty."""
    with azures_server() as databases:
        yield databases


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Any]:
    """Filled by the first test."""
    return {}


@pytest.fixture
def expected(
    azure: FakeAzure,
    empties: Databases,
    tmp_path: Path,
    undisturbed: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """`azure` puts the packages and the environment in place."""
    if not undisturbed:
        empties.empty()
        with (
            fake_azure(tmp_path / "other", host=str(empties.server.sockets)) as other,
            monkeypatch.context() as patched,
        ):
            patched.setenv("PATH", str(other.programs), prepend=":")
            place = Place(other, empties, tmp_path / "other")
            place.goes_on()
            undisturbed.update(place.end())
    return undisturbed


@pytest.fixture
def place(
    expected: dict[str, Any],
    empties: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    """Empty again, after the undisturbed deployment was there."""
    empties.empty()
    with fake_azure(tmp_path / "here", host=str(empties.server.sockets)) as here:
        monkeypatch.setenv("PATH", str(here.programs), prepend=":")
        yield Place(here, empties, tmp_path)


class TestADeploymentThatDies:
    def test_after_each_step_and_before_its_note_does_no_harm_twice(
        self, place: Place, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One deployment, killed once behind every step."""
        died: list[str] = []
        write = Journal.write

        def dying(self: Journal, record: Record) -> None:
            before = self.read()
            fresh = set(record.done) - set(before.done if before else ()) - set(died)
            if fresh:
                died.extend(sorted(fresh))
                raise Died
            write(self, record)

        monkeypatch.setattr(Journal, "write", dying)
        for _ in range(len(expected["steps"]) + 1):
            try:
                place.goes_on()
            except Died:
                continue
            break

        assert place.end() == expected
        assert sorted(died) == expected["steps"]
        calls = place.azure.calls(changing=True)
        assert [
            sum(f"--name {app}" in one for one in calls if "slot swap" in one) for app in OURS
        ] == [1, 1, 1]
        assert sum("terraform" in one for one in calls) <= 6  # a second apply has nothing to do

    def test_in_the_middle_of_any_step_goes_on_to_the_same_end(
        self, place: Place, expected: dict[str, Any]
    ) -> None:
        """One deployment, killed once in the middle of each; what goes on dies further on."""
        for where, call in MIDDLES.values():
            place.dies_at(where, call)

        place.goes_on()

        assert place.end() == expected
        for package in (place.deploy.journal.folder / "packages").glob("*.zip"):
            assert zipfile.ZipFile(package).testzip() is None

    def test_in_a_migration_leaves_the_ones_before_and_nothing_of_it(self, place: Place) -> None:
        place.dies_at("psycopg:Cursor.execute", 90)

        with place.databases.connect(roles.SHOP, ADMINISTRATOR) as db:
            row = db.execute("SELECT version_num FROM alembic_version").fetchone()
            assert row is not None
            version = str(row[0])
            tables = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
            [made] = tables.fetchone() or [0]
        assert version not in {"kernel", "feed"}
        assert made == tables_after(version, place.databases)


def tables_after(version: str, databases: Databases) -> int:
    databases.empty()
    config = Config(CHECKOUT / "alembic.ini")
    config.attributes["url"] = databases.url(roles.SHOP, ADMINISTRATOR)
    command.upgrade(config, version)
    with databases.connect(roles.SHOP) as db:
        found = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        return int((found.fetchone() or [0])[0])


def is_taking_back(deploy: Shipping) -> bool:
    record = deploy.journal.read()
    return record is not None and bool(record.taking_back)


class TestANewVersionThatDoesBadly:
    @pytest.mark.parametrize("swaps", [1, 2, 3])
    def test_is_taken_back_all_the_way_when_taking_it_back_breaks_off(
        self, deploy: Shipping, azure: FakeAzure, monkeypatch: pytest.MonkeyPatch, swaps: int
    ) -> None:
        """Killed right behind a swap back, before it could be noted."""
        before = {name: {"staging": None, "production": "before"} for name in OURS}
        azure.set(web=before, metrics=[40, 400])
        backs: list[Call] = []
        run = Programs.run

        def dying(self: Programs, call: Call) -> str:
            answer = run(self, call)
            if "swap" in call.words and is_taking_back(deploy):
                backs.append(call)
                if len(backs) == swaps:
                    raise Died
            return answer

        monkeypatch.setattr(Programs, "run", dying)
        with pytest.raises(Died):
            deploy()

        assert "The version before serves again" in deploy.stops(resume=True).todo
        assert deploy.releases() == dict.fromkeys(OURS, "before")
        assert sum("slot swap" in one for one in azure.calls()) == 6


class TestRights:
    def test_are_never_missing_while_they_are_granted_again(
        self, databases: Databases, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The running version sells meanwhile, until the deployment is resumed."""
        granted = roles.verbs
        granted_tables: list[str] = []

        def dying(app: str, table: str) -> Any:
            granted_tables.append(table)
            if len(granted_tables) == 30:
                raise Died
            databases.asks("frontoffice", "SELECT 1 FROM carts LIMIT 1")
            return granted(app, table)

        monkeypatch.setattr(roles, "verbs", dying)
        before = databases.made()
        with pytest.raises(Died):
            databases.grant()

        assert databases.made() == before


def test_a_broken_index_is_made_anew(databases: Databases) -> None:
    """The required pattern: drop first what a broken attempt left behind."""
    with databases.connect(roles.SHOP) as db:
        db.execute("CREATE TABLE twice (a int); INSERT INTO twice VALUES (1), (1)")
        try:
            with pytest.raises(psycopg.errors.UniqueViolation):
                db.execute("CREATE UNIQUE INDEX CONCURRENTLY ix_twice ON twice (a)")
            db.execute("DELETE FROM twice")

            db.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_twice")
            db.execute("CREATE UNIQUE INDEX CONCURRENTLY ix_twice ON twice (a)")
        finally:
            db.execute("DROP TABLE twice")
