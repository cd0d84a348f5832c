"""The result of a real apply: Azure's list of resources, and the databases' lists of sessions."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.support.administrator import ADMINISTRATOR, IDENTITIES, Databases
from tests.support.fake_azure import FakeAzure, fake_azure
from tests.support.shipping import STACKS, Shipping

from lonja_tools.deployment import roles, sessions
from lonja_tools.deployment.steps import portal
from lonja_tools.deployment.steps.evidence import SEEN_WITHIN_S, WANTED
from lonja_tools.user_error import UserError

SITE = {"id": "/apps/front", "name": "front", "type": "Microsoft.Web/sites", "kind": "app,linux", "location": "westeurope"}  # fmt: skip
PLAN = SITE | {"name": "plan-front", "type": "Microsoft.Web/serverFarms", "kind": "linux"}


@pytest.fixture
def deployed_once(
    azure: FakeAzure, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shipping]:
    """A finished deployment, on databases that are migrated and granted."""
    host = str(databases.server.sockets)
    with fake_azure(tmp_path / "azure-of-evidence", host=host) as made:
        monkeypatch.setenv("PATH", str(made.programs), prepend=":")
        server = SITE | {"name": host, "type": "Microsoft.DBforPostgreSQL/flexibleServers", "id": "/servers/shop"}  # fmt: skip
        approved = {"privateLinkServiceConnectionState": {"status": "Approved"}}
        made.set(
            applied=list(STACKS),
            listed={
                "rg-functions": [server],
                "rg-frontoffice": [SITE, PLAN, SITE | {"name": "front/staging", "type": "Microsoft.Web/sites/slots"}],
                "rg-backoffice": [SITE | {"name": "fn-etl", "kind": "functionapp,linux"}],
            },
            links={"/servers/shop": [{"name": "pe-shop", "properties": approved}]},
        )  # fmt: skip
        deploy = Shipping(made, tmp_path / "journal-of-evidence")
        deploy(whole=True)
        yield deploy


@pytest.fixture
def connected(databases: Databases) -> Iterator[ExitStack]:
    """Web apps and background work, which stay connected."""
    with ExitStack() as apps:
        for app in ("frontoffice", "backoffice", "background"):
            apps.enter_context(databases.connect(roles.SHOP, IDENTITIES[app]))
        yield apps


class TestEvidence:
    def test_shows_every_app_on_its_own_connection_to_both_databases(
        self, deployed_once: Shipping, connected: ExitStack, databases: Databases
    ) -> None:
        """The ETL is not connected before its clock strikes."""

        def strike(look: int) -> None:
            if look == before + 3:
                for name in (roles.SHOP, roles.WAREHOUSE):
                    connected.enter_context(databases.connect(name, IDENTITIES["etl"]))

        before = deployed_once.pauses
        deployed_once.meanwhile = strike
        page = deployed_once.writes_down()

        for app, database in WANTED:
            assert f"| {app} | {database} | {IDENTITIES[app]} | socket | none |" in page
        assert deployed_once.pauses == before + 3
        assert f"| lonja_warehouse | {ADMINISTRATOR} | " in page
        assert "| 10.20.4.5 (private) | Disabled | pe-shop (Approved) |" in page

    def test_names_the_apps_that_were_not_seen_and_fails(
        self, deployed_once: Shipping, connected: ExitStack
    ) -> None:
        before = deployed_once.pauses
        with pytest.raises(UserError) as failed:
            deployed_once.writes_down()

        assert failed.value.what.startswith(
            "etl in lonja, etl in lonja_warehouse not seen within 11 m"
        )
        assert "| etl | lonja_warehouse | **not seen** |" in deployed_once.page
        assert deployed_once.pauses - before == SEEN_WITHIN_S

    def test_is_written_of_what_is_there_and_deploys_nothing(
        self, deployed_once: Shipping, connected: ExitStack, databases: Databases
    ) -> None:
        for name in (roles.SHOP, roles.WAREHOUSE):
            connected.enter_context(databases.connect(name, IDENTITIES["etl"]))
        changes, record = deployed_once.azure.calls(changing=True), deployed_once.journal.read()

        page = deployed_once.writes_down()

        assert deployed_once.azure.calls(changing=True) == changes
        assert deployed_once.journal.read() == record
        assert record is not None
        assert f"## Deployment of {record.began}: finished" in page
        assert "| watch | 2 looks, nothing wrong |" in page
        assert f"/front | {record.packages['frontoffice']['release']} |" in page
        assert "what runs is\ncommit c0ffee" in page
        assert "a-token" not in page

    def test_groups_resources_as_the_portal_does(
        self, deployed_once: Shipping, connected: ExitStack
    ) -> None:
        with pytest.raises(UserError):
            deployed_once.writes_down()

        assert (
            "### rg-frontoffice: 3 resources\n\n| type | how many | names | location |\n|---|---|---|---|\n"
            "| App Service | 1 | front | westeurope |\n"
            "| App Service (Slot) | 1 | front/staging | westeurope |\n"
            "| App Service plan | 1 | plan-front | westeurope |\n"
        ) in deployed_once.page
        assert "| Function App | 1 | fn-etl | westeurope |" in deployed_once.page


class TestTheNameOfAType:
    def test_is_the_types_own_where_the_portals_is_not_known(self) -> None:
        assert portal.name_of(SITE | {"type": "Microsoft.Moon/bases"}) == "Microsoft.Moon/bases"


def test_sessions_that_the_server_hides_are_listed_without_an_address(databases: Databases) -> None:
    """Without the right to read all statistics, one sees who is connected, and no more."""
    with (
        databases.connect(roles.SHOP, IDENTITIES["etl"]),
        databases.connect(roles.SHOP, IDENTITIES["frontoffice"]) as asking,
    ):
        found = {one.app: one for one in sessions.seen(asking, IDENTITIES)}

    assert (found["etl"].address, found["etl"].tls, found["etl"].program) == ("", "", "")
    assert found["frontoffice"].address == "socket"
