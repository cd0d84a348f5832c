"""Packages as Azure gets them: unpacked in an empty folder, installed from their own requirements."""

import contextlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support import servers
from tests.support.terraform import start_command

from lonja_tools.deployment.packaging.zips import Package
from lonja_tools.laptop import topology
from lonja_tools.places import CHECKOUT

# The number that the stack would fill in: the smallest plan has one core.
WORKERS = "1"


@dataclass(frozen=True, slots=True)
class Installed:
    """A package in a folder of its own, and the Python that has what it asks for."""

    package: Package
    folder: Path
    python: Path

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Nothing of the machine's but where the package's own Python is."""
        return {"PATH": str(self.python.parent), **settings}

    def run(self, program: str, settings: Mapping[str, str], *words: str) -> str:
        """What a Python program says that runs beside the package's code."""
        done = subprocess.run(
            [str(self.python), "-c", program, *words],
            cwd=self.folder,
            env=self.environment(settings),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
        return done.stdout

    @contextlib.contextmanager
    def started(self, stack: str, settings: Mapping[str, str], port: int) -> Iterator[str]:
        """Run by the start command of its web app, whose port alone is another; the address."""
        name = self.package.name
        command = start_command("spa_host" if name == "spa" else name, stack)
        command = command.replace("${local.workers}", WORKERS)
        command = command.replace("${local.shared.workers.backoffice}", WORKERS)
        assert "${" not in command
        words = command.replace("--port 8000", f"--port {port}").split()
        address = f"http://{topology.HOST}:{port}"
        log = self.folder.with_suffix(".log")
        with servers.process(
            # As the platform does it: a shell that knows the app's PATH and nothing else.
            ["env", "-i", *_pairs(self.environment(settings)), *words],
            ready=lambda: servers.answers(f"{address}/healthz"),
            log=log,
            cwd=self.folder,
        ):
            yield address


def _pairs(environment: Mapping[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environment.items()]


def install(package: Package, into: Path) -> Installed:
    folder, home = into / package.name, into / f"{package.name}-python"
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    python = home / "bin" / "python"
    uv = _uv()
    if uv is not None:
        _call(uv, "venv", "--quiet", "--python", sys.executable, str(home))
        installer = [uv, "pip", "install", "--quiet", "--python", str(python)]
    else:
        _call(sys.executable, "-m", "venv", str(home))
        installer = [str(python), "-m", "pip", "install", "--quiet"]
    _call(*installer, "--require-hashes", "-r", str(folder / "requirements.txt"))
    return Installed(package=package, folder=folder, python=python)


def _uv() -> str | None:
    own = CHECKOUT / ".lonja" / "tools" / "uv" / "bin" / "uv"
    return shutil.which("uv") or (str(own) if own.exists() else None)


def _call(*words: str) -> None:
    # The machine's own registry, proxy and cache: how it fetches is not the package's concern.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LONJA_")}
    done = subprocess.run(words, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
