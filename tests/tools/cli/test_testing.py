"""`./lonja test` is pytest, with the arguments that it was given."""

import subprocess
import sys

from lonja_tools.places import CHECKOUT


def lonja_test(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lonja_tools.cli.main", "test", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


class TestLonjaTest:
    def test_gives_pytest_its_arguments(self) -> None:
        done = lonja_test("tests/unit/shelf", "--collect-only", "-q")

        found = [line for line in done.stdout.splitlines() if "::" in line]
        assert done.returncode == 0, done.stderr
        assert found
        assert [line for line in found if not line.startswith("tests/unit/shelf/")] == []

    def test_ends_as_pytest_ends(self) -> None:
        assert lonja_test("tests/no-such-folder").returncode == 4
