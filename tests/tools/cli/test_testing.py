"""`./lonja test` is pytest, with the arguments that it was given."""

import os
import subprocess
import sys

from tests.support.quick import QUICK

from lonja_tools.cli.test import MOST_WORKERS
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
        done = lonja_test("tests/unit/shelf", "--noconftest", "--collect-only", "-q")

        found = [line for line in done.stdout.splitlines() if "::" in line]
        assert done.returncode == 0, done.stderr
        assert found
        assert [line for line in found if not line.startswith("tests/unit/shelf/")] == []

    def test_runs_only_what_most_changes_need_when_it_should_be_quick(self) -> None:
        """In folders of which it runs all, some and nothing."""
        folders = ("tests/unit/shelf", "tests/web", "tests/proofs")
        done = lonja_test("--quick", "--collect-only", "-q", *folders)

        found = {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line}
        there = {
            path.relative_to(CHECKOUT).as_posix()
            for folder in folders
            for path in (CHECKOUT / folder).rglob("test_*.py")
        }
        assert done.returncode == 0, done.stderr
        assert found == {file for file in there if file.startswith(QUICK)}
        assert [one for one in QUICK if not (CHECKOUT / one).exists()] == []

    def test_has_a_worker_more_than_cores_unless_a_number_is_given(self) -> None:
        everything, alone = (
            lonja_test("tests/unit/shelf", "--noconftest"),
            lonja_test("tests/unit/shelf", "--noconftest", "-n", "0"),
        )

        workers = min((os.process_cpu_count() or 1) + 1, MOST_WORKERS)
        assert f"created: {workers}/{workers} worker" in everything.stdout
        assert "worker" not in alone.stdout
        assert (everything.returncode, alone.returncode) == (0, 0)

    def test_ends_as_pytest_ends(self) -> None:
        assert lonja_test("tests/no-such-folder").returncode == 4
