"""What the script `./lonja` promises before there is any Python of ours."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lonja_tools.places import CHECKOUT

_FAKE_UV = """#!/bin/sh
[ "$1" = --version ] && { echo "uv 0.13.9"; exit 0; }
echo "$UV_PYTHON $*" >>"$CALLS"
[ -f "$ANSWER" ] && { cat "$ANSWER" >&2; exit 2; }
mkdir -p "$UV_PROJECT_ENVIRONMENT/bin"
printf '#!/bin/sh\\necho "cli $*"\\n' >"$UV_PROJECT_ENVIRONMENT/bin/python"
chmod +x "$UV_PROJECT_ENVIRONMENT/bin/python"
"""


@dataclass(frozen=True)
class Newcomer:
    """A checkout with a blank in its path, a PATH of our choice, and a uv that writes down its orders."""

    home: Path

    def __post_init__(self) -> None:
        self.checkout.mkdir()
        self.bin.mkdir()
        for name in ("lonja", "pyproject.toml", "uv.lock", ".python-version"):
            shutil.copy2(CHECKOUT / name, self.checkout / name)
        for name in ("bash", "sh", "dirname", "readlink", "cat", "cksum", "mkdir", "tr", "rm"):
            self._link(name)
        for name in ("grep", "tail", "sed", "id", "chmod", "env"):
            self._link(name)
        self.program("uv", _FAKE_UV)

    @property
    def checkout(self) -> Path:
        return self.home / "a checkout"

    @property
    def bin(self) -> Path:
        return self.home / "bin"

    @property
    def orders(self) -> list[str]:
        calls = self.home / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    def _link(self, name: str) -> None:
        found = shutil.which(name)
        assert found is not None, name
        (self.bin / name).symlink_to(found)

    def program(self, name: str, text: str) -> Path:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def has_python_313(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "python3.13"
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        path.chmod(0o755)
        return path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": str(self.bin),
            "HOME": str(self.home),
            "CALLS": str(self.home / "calls"),
            "ANSWER": str(self.home / "answer"),
        }
        return subprocess.run(
            [str(self.checkout / "lonja"), *words],
            cwd=self.home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def newcomer(tmp_path: Path) -> Newcomer:
    return Newcomer(tmp_path)


class TestScript:
    def test_installs_once_and_then_only_runs(self, newcomer: Newcomer) -> None:
        newcomer.has_python_313(newcomer.bin)

        first, second = newcomer.run("up", "--detach"), newcomer.run("status")

        assert first.stdout == "cli -m lonja_tools.cli.main up --detach\n"
        assert (second.stdout, second.stderr) == ("cli -m lonja_tools.cli.main status\n", "")
        [order] = newcomer.orders
        assert order.endswith("sync --frozen --all-extras --no-progress --color never")

    def test_installs_again_when_the_lock_changes(self, newcomer: Newcomer) -> None:
        newcomer.has_python_313(newcomer.bin)
        newcomer.run("status")
        with (newcomer.checkout / "uv.lock").open("a") as lock:
            lock.write("\n")

        newcomer.run("status")

        assert len(newcomer.orders) == 2

    def test_passes_over_a_python_that_only_pretends(self, newcomer: Newcomer) -> None:
        """A shim of pyenv is on PATH for every version that it knows, chosen or not."""
        newcomer.program("python3.13", "#!/bin/sh\necho 'pyenv: version not set' >&2\nexit 127\n")
        newcomer.has_python_313(newcomer.home / ".pyenv" / "versions" / "3.13.0" / "bin")

        started = newcomer.run("status")

        assert started.returncode == 0
        [order] = newcomer.orders
        assert order.split()[0] == getattr(sys, "_base_executable", sys.executable)

    def test_lets_uv_fetch_a_python_that_is_nowhere(self, newcomer: Newcomer) -> None:
        started = newcomer.run("status")

        assert "Fetching Python 3.13" in started.stderr
        [order] = newcomer.orders
        assert order.split()[0] == "3.13"

    def test_says_that_python_could_not_be_fetched(self, newcomer: Newcomer) -> None:
        (newcomer.home / "answer").write_text(
            "error: Failed to download https://python.example\n  cause: dns error\n"
            "No interpreter found for Python 3.13\n"
        )

        refused = newcomer.run("up")

        assert refused.returncode == 1
        assert refused.stderr.splitlines()[-2:] == [
            "Python 3.13 is not on this machine, and it could not be downloaded.",
            "Install Python 3.13 (on PATH, or with pyenv), or check the network, then run this again.",
        ]

    @pytest.mark.parametrize(
        ("error", "sentence"),
        [
            ("error: Request failed\n  cause: dns error", "the package registry does not answer"),
            ("error: failed to write: No space left on device (os error 28)", "The disk is full"),
        ],
    )
    def test_turns_a_failure_into_a_sentence(
        self, newcomer: Newcomer, error: str, sentence: str
    ) -> None:
        newcomer.has_python_313(newcomer.bin)
        (newcomer.home / "answer").write_text(error)

        refused = newcomer.run("up")

        assert refused.returncode == 1
        assert sentence in refused.stderr
        assert error not in refused.stderr

    def test_runs_through_a_link_from_anywhere(self, newcomer: Newcomer) -> None:
        newcomer.has_python_313(newcomer.bin)
        (newcomer.bin / "shop").symlink_to(newcomer.checkout / "lonja")

        done = subprocess.run(
            ["shop", "status"],
            cwd="/",
            env=os.environ | {"PATH": str(newcomer.bin), "CALLS": str(newcomer.home / "calls")},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.stdout == "cli -m lonja_tools.cli.main status\n"
