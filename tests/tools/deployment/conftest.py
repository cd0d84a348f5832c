"""An environment in Azure, and its databases as Azure and a deployment make them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.administrator import Databases, azures_server, deployed
from tests.support.fake_azure import FakeAzure, fake_azure
from tests.support.shipping import Shipping

from lonja_tools.deployment.packaging import zips
from lonja_tools.laptop import spa
from lonja_tools.places import Places


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    with deployed() as made:
        yield made


@pytest.fixture(scope="module")
def database_host() -> Iterator[str]:
    """Migrated by the first deployment, found so by the others."""
    with azures_server() as databases:
        yield str(databases.server.sockets)


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., zips.Package]:
    """Packages are made once: making them is tested where they are."""
    places = Places.here()
    places.make()
    asyncio.run(spa.build(places))
    made: dict[str, zips.Package] = {}
    folder = tmp_path_factory.mktemp("packages")

    def write(deployable: Any, *, checkout: Path, folder: Path = folder) -> zips.Package:
        if deployable.name not in made:
            made[deployable.name] = original(deployable, checkout=checkout, folder=home)
        return made[deployable.name]

    original, home = zips.write, folder
    return write


@pytest.fixture
def azure(
    tmp_path: Path, database_host: str, monkeypatch: pytest.MonkeyPatch, packed: Any
) -> Iterator[FakeAzure]:
    monkeypatch.setattr(zips, "write", packed)
    monkeypatch.delenv("LONJA_TERRAFORM", raising=False)
    monkeypatch.setenv("LONJA_STATE_DIR", str(tmp_path / "state"))
    with fake_azure(tmp_path / "azure", host=database_host) as made:
        monkeypatch.setenv("PATH", str(made.programs), prepend=":")
        yield made


@pytest.fixture
def deploy(azure: FakeAzure, tmp_path: Path) -> Shipping:
    return Shipping(azure, tmp_path / "journal")
