"""Where the e2e tests' browser comes from, with a fake `apt-get`."""

import os
from pathlib import Path

import pytest

from lonja_tools.laptop import browser

APT = """#!/bin/sh
echo "$@" >> "{folder}/calls"
[ "$1" = install ] || exit 0
{installing}
"""


def an_apt(folder: Path, installing: str) -> None:
    program = folder / "apt-get"
    program.write_text(APT.format(folder=folder, installing=installing))
    program.chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of root's without a browser; its programs are in this folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("LONJA_BROWSER", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return programs


class TestTheBrowser:
    def test_is_debians_where_packages_may_be_installed(self, bare: Path, tmp_path: Path) -> None:
        installed = bare / "chromium"
        an_apt(bare, f': > "{installed}"; /bin/chmod +x "{installed}"')

        assert browser.find() is None
        assert browser.install(tmp_path / "log") == installed
        assert (bare / "calls").read_text().splitlines() == [
            "update",
            "install -y --no-install-recommends chromium fonts-dejavu-core",
        ]

    def test_is_none_where_the_packages_do_not_come(self, bare: Path, tmp_path: Path) -> None:
        an_apt(bare, 'echo "E: no network" >&2; exit 100')

        assert browser.install(tmp_path / "log") is None
        assert "no network" in (tmp_path / "log").read_text()

    def test_is_not_installed_without_root(
        self, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        an_apt(bare, "exit 0")
        monkeypatch.setattr(os, "geteuid", lambda: 1000)

        assert browser.install(tmp_path / "log") is None
        assert not (bare / "calls").exists()

    def test_is_the_one_that_was_named(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LONJA_BROWSER", str(bare / "mine"))

        assert browser.find() == bare / "mine"
