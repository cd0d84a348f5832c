"""Which code goes to Azure, and which locked requirements with it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lonja_tools.cli.main import app
from lonja_tools.deployment.packaging.imports import ReachesTheLaptopError, reach
from lonja_tools.deployment.packaging.requirements import Lock, NotLockedError, owner
from lonja_tools.places import CHECKOUT

LOCK = """
version = 1

[[package]]
name = "lonja"
version = "1"
dependencies = [{ name = "driver", extra = ["fast"] }, { name = "plain" }]

[[package]]
name = "driver"
version = "3.1"
dependencies = [{ name = "times", marker = "sys_platform == 'win32'" }]
sdist = { url = "u", hash = "sha256:d" }

[package.optional-dependencies]
fast = [{ name = "compiled" }]
slow = [{ name = "plain" }]

[[package]]
name = "compiled"
version = "3.2"
wheels = [{ url = "u", hash = "sha256:b" }, { url = "u", hash = "sha256:a" }]

[[package]]
name = "plain"
version = "1.0"

[[package]]
name = "times"
version = "2"
"""


def code(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder.joinpath(*name.split("__")).with_suffix(".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


class TestReach:
    def test_follows_imports_wherever_they_stand(self, tmp_path: Path) -> None:
        source = code(
            tmp_path,
            lonja__door="def late():\n    from lonja import room\n",
            lonja__room="import driver.fast\nimport json\n",
            lonja__attic="",
        )

        found = reach(source, modules=["lonja.door"])

        assert sorted(found.ours) == ["lonja.door", "lonja.room"]
        assert found.others == {"driver.fast": "lonja.room"}

    def test_refuses_code_of_the_laptop_and_shows_the_import_chain(self, tmp_path: Path) -> None:
        source = code(
            tmp_path,
            lonja__door="import lonja.room",
            lonja__room="import lonja_tools.laptop",
            lonja_tools__laptop="",
        )

        with pytest.raises(ReachesTheLaptopError) as refused:
            reach(source, modules=["lonja.door"])

        assert str(refused.value) == "lonja_tools.laptop <- lonja.room <- lonja.door <- the start"


class TestRequirements:
    def test_are_the_requested_ones_with_their_extras_and_nothing_else(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "uv.lock"
        path.write_text(LOCK)

        found = Lock(path).requirements(["driver"])

        assert "".join(map(str, found)) == (
            "compiled==3.2 \\\n    --hash=sha256:a \\\n    --hash=sha256:b\n"
            "driver==3.1 \\\n    --hash=sha256:d\n"
        )

    def test_that_are_not_locked_are_refused(self) -> None:
        with pytest.raises(NotLockedError, match="rich-text is not"):
            Lock(CHECKOUT / "uv.lock").requirements(["rich-text"])

    def test_are_found_by_the_module_that_is_imported(self) -> None:
        assert owner("azure.storage.queue.aio.QueueClient") == "azure-storage-queue"
        assert owner("azure.identity.aio") == "azure-identity"
        assert owner("PIL.Image") == "pillow"


class TestTheCommand:
    def test_writes_the_requested_package(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(
            app, ["package", "--only", "etl", "--out", str(tmp_path), "--json"]
        )

        [package] = json.loads(done.stdout)
        assert package["path"] == str(tmp_path / "etl.zip")
        assert Path(package["path"]).stat().st_size == package["bytes"]

    def test_knows_no_others(self) -> None:
        done = CliRunner().invoke(app, ["package", "--only", "till"])

        assert (
            str(done.exception)
            == "till is not one of frontoffice, backoffice, spa, background, etl, models."
        )
