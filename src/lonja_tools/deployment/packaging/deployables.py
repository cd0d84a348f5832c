"""What is deployed: an entry for each app that Terraform builds, named by its tag azd-service-name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Deployable:
    """One app: its entry point, and the data files it needs."""

    name: str
    title: str
    # The stack that builds it, and the name of its output there.
    stack: str
    # A module that a server loads, or a folder with a function_app.py.
    entry: str
    reads: tuple[str, ...] = ()
    # Distributions that start it or that others load by name: no import of ours shows them.
    started_by: tuple[str, ...] = ()

    @property
    def is_function_app(self) -> bool:
        return "/" in self.entry


DEPLOYABLES: Final = (
    Deployable(
        name="frontoffice",
        title="Front office",
        stack="frontoffice",
        entry="lonja.frontoffice.__main__",
        reads=("themes",),
        # Starlette reads forms with python-multipart.
        started_by=("granian", "python-multipart"),
    ),
    Deployable(
        name="backoffice",
        title="Back office API",
        stack="backoffice",
        entry="lonja.backoffice.app",
        reads=("themes",),  # it previews mails
        started_by=("granian",),
    ),
    Deployable(
        name="spa",
        title="Back office (SPA host)",
        stack="backoffice",
        entry="lonja.spa_host.app",
        reads=("spa/dist",),
        started_by=("granian",),
    ),
    Deployable(
        name="background",
        title="Functions (background)",
        stack="functions",
        entry="functions/background",
        reads=("themes",),
    ),
    Deployable(
        name="etl",
        title="Functions (etl)",
        stack="backoffice",
        entry="functions/etl",
        reads=("warehouse/insights", "warehouse/models", "warehouse/schema"),
    ),
    Deployable(
        name="models",
        title="Functions (models)",
        stack="backoffice",
        entry="functions/models",
    ),
)
NAMES: Final = tuple(deployable.name for deployable in DEPLOYABLES)


def named(name: str) -> Deployable:
    return next(deployable for deployable in DEPLOYABLES if deployable.name == name)


def place_in_zip(path: Path) -> Path:
    """Where a file of the checkout goes: code and functions to the root, everything else as it is."""
    match path.parts:
        case ("src", *rest):
            return Path(*rest)
        case ("functions", _, *rest):
            return Path(*rest)
        case _:
            return path
