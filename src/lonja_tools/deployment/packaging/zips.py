"""Writing packages: the same code gives the same bytes."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lonja.kernel.build import RELEASE_FILE
from lonja_tools.deployment.packaging.deployables import Deployable, place_in_zip
from lonja_tools.deployment.packaging.imports import reach
from lonja_tools.deployment.packaging.requirements import Lock, roots

# The oldest moment that a zip can hold: when a file was touched says nothing about its content.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o100644 << 16
_RELEASE: Final = f"lonja/{RELEASE_FILE.name}"


@dataclass(frozen=True, slots=True)
class Package:
    """A zip that was written, and what it holds."""

    name: str
    path: str
    release: str
    sha256: str
    bytes: int
    modules: int
    requirements: int


def write(deployable: Deployable, *, checkout: Path, folder: Path) -> Package:
    """Write `folder`/NAME.zip; its release is a digest of everything in it."""
    held = contents(deployable, checkout)
    release = held[_RELEASE].decode().strip()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{deployable.name}.zip"
    fresh = path.with_suffix(".fresh")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(held):
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.external_attr = _PLAIN_FILE
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, held[name])
    fresh.replace(path)  # broken off, it leaves no half of a package
    content = path.read_bytes()
    return Package(
        name=deployable.name,
        path=str(path),
        release=release,
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        modules=sum(name.endswith(".py") for name in held),
        requirements=held["requirements.txt"].count(b"=="),
    )


def contents(deployable: Deployable, checkout: Path) -> dict[str, bytes]:
    """Every file of the package by its name in the zip."""
    source = checkout / "src"
    scripts = [checkout / path for path in _scripts(deployable, checkout)]
    modules = () if deployable.is_function_app else (deployable.entry,)
    reached = reach(source, modules=modules, scripts=scripts)
    files = [*scripts, *reached.ours.values(), *_read(deployable, checkout)]
    held = {
        place_in_zip(file.relative_to(checkout)).as_posix(): file.read_bytes() for file in files
    }
    lock = Lock(checkout / "uv.lock")
    needed = lock.requirements(roots(reached.others, deployable.started_by))
    held["requirements.txt"] = "".join(map(str, needed)).encode()
    held[_RELEASE] = f"{_digest(held)}\n".encode()
    return held


def _scripts(deployable: Deployable, checkout: Path) -> Iterator[Path]:
    if deployable.is_function_app:
        yield from (
            path.relative_to(checkout) for path in (checkout / deployable.entry).glob("*.py")
        )


def _read(deployable: Deployable, checkout: Path) -> Iterator[Path]:
    if deployable.is_function_app:
        yield checkout / deployable.entry / "host.json"
    for name in deployable.reads:
        paths = [path for path in (checkout / name).rglob("*") if _is_content(path)]
        assert paths, f"{name} is empty"
        yield from paths


def _is_content(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix != ".pyc"


def _digest(held: dict[str, bytes]) -> str:
    content = hashlib.sha256()
    for name in sorted(held):
        content.update(f"{name}\0{len(held[name])}\0".encode())
        content.update(held[name])
    return content.hexdigest()[:12]
