"""Builds the back office's pages when their sources changed."""

from pathlib import Path

from lonja_tools.laptop.tools import fingerprint, node_environment, one_at_a_time, run_tool
from lonja_tools.places import Places

_NOT_SOURCES = {"node_modules", "dist", "e2e"}


def _home(places: Places) -> Path:
    return places.checkout / "spa"


def _sources(home: Path) -> list[Path]:
    found = []
    for folder, below, files in home.walk():
        below[:] = [name for name in below if name not in _NOT_SOURCES]
        found += [folder / name for name in files]
    return found


def exists(places: Places) -> bool:
    return (_home(places) / "package.json").exists()


def is_built(places: Places) -> bool:
    home, stamp = _home(places), places.tools / "spa.built"
    return (
        stamp.exists()
        and (home / "dist" / "index.html").exists()
        and stamp.read_text() == fingerprint(_sources(home))
    )


async def build(places: Places) -> None:
    with one_at_a_time(places.tools / "spa.lock"):
        if is_built(places):
            return
        await install(places)
        made_of = fingerprint(_sources(_home(places)))
        await run_tool(
            ["npm", "run", "build"],
            what="The back office's pages",
            cwd=_home(places),
            log=places.tools / "spa-build.log",
            env=node_environment(places),
        )
        (places.tools / "spa.built").write_text(made_of)


async def install(places: Places, *, with_checks: bool = False) -> None:
    """Install the locked npm packages unless they are installed; development ones on request.

    Not `npm ci`: it refuses a lock file without the packages of every other platform, and a
    registry need not carry those.
    """
    home = _home(places)
    stamp = home / "node_modules" / ".lonja-installed"
    locked = fingerprint([home / "package.json", home / "package-lock.json"])
    installed = stamp.read_text() if stamp.exists() else ""
    if installed == f"all {locked}" or (installed == f"build {locked}" and not with_checks):
        return
    words = ["npm", "install", "--no-save", "--no-audit", "--no-fund"]
    await run_tool(
        words if with_checks else [*words, "--omit=dev"],
        what="The back office's packages",
        cwd=home,
        log=places.tools / "spa-install.log",
        env=node_environment(places),
    )
    stamp.write_text(f"{'all' if with_checks else 'build'} {locked}")
