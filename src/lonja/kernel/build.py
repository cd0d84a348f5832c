"""Which build of the code this is, and where the folders stand that it was built with."""

from functools import cache
from pathlib import Path
from typing import Final

RELEASE_FILE: Final = Path(__file__).parents[1] / "release.txt"
CHECKOUT: Final = "checkout"


@cache
def release() -> str:
    """The release that `./lonja package` wrote, the same for the same code; else `checkout`."""
    try:
        return RELEASE_FILE.read_text().strip()
    except FileNotFoundError:
        return CHECKOUT


def beside(name: str) -> Path:
    """A folder of the repository: beside `src/` in a checkout, beside `lonja/` in a package."""
    root = Path(__file__).parents[2]
    return (root.parent if release() == CHECKOUT else root) / name
