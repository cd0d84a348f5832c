"""Starts programs as an ordinary user."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from lonja_tools.user_error import UserError

NOBODY = 65534


def owner(data: Path) -> tuple[int, int]:
    """The user and group to own the database's files: ours; as root, their owner, else `nobody`."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    return NOBODY, NOBODY


def without_root(command: list[str], *, as_user: tuple[int, int]) -> list[str]:
    """The same command as an ordinary user.

    The one capability it keeps lets it reach a checkout below a closed home folder, so no
    permission of a folder that is not ours is ever changed.
    """
    if os.geteuid() != 0:
        return command
    if not _can("--reuid=0", "--inh-caps=+dac_override", "--ambient-caps=+dac_override"):
        raise UserError(
            "PostgreSQL refuses to run as root, and this machine has no setpriv to start it as another user.",
            todo="Run ./lonja as an ordinary user, or install util-linux.",
        )
    user, group = as_user
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={group}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        *command,
    ]


@functools.cache
def _can(*options: str) -> bool:
    if shutil.which("setpriv") is None:
        return False
    tried = subprocess.run(["setpriv", *options, "true"], capture_output=True, check=False)
    return tried.returncode == 0
