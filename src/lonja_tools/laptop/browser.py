"""The browser of the e2e tests: an installed one, else Debian's if we may install it."""

import os
import shutil
import subprocess
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Playwright's own download, if there is one.
_DOWNLOADED = ("chrome-linux/chrome", "chrome-linux64/chrome")


def find() -> Path | None:
    chosen = os.environ.get("LONJA_BROWSER")
    if chosen:
        return Path(chosen)
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    for folder in sorted(
        (Path.home() / ".cache" / "ms-playwright").glob("chromium-*"), reverse=True
    ):
        for inside in _DOWNLOADED:
            if (folder / inside).exists():
                return folder / inside
    return None


def install(log: Path) -> Path | None:
    """Install Debian's Chromium if we may; None if that fails."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
    )
    with log.open("wb") as output:
        for command in steps:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=False,
            )
            if done.returncode != 0:
                return None
    return find()
