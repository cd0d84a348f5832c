"""One deployment while it runs, and what a step is."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lonja_tools.deployment.environment import App, Outputs, app, has_slots
from lonja_tools.deployment.journal import BeginAnewError, Journal, Record
from lonja_tools.deployment.packaging.deployables import DEPLOYABLES, Deployable
from lonja_tools.deployment.programs import Call, Programs


class TakenBackError(BeginAnewError):
    """The new version was rolled back: there is nothing to resume."""


def addresses_of(name: str) -> list[str]:
    try:
        return sorted({str(one[4][0]) for one in socket.getaddrinfo(name, 443)})
    except OSError:
        return []


def has_address(name: str) -> bool:
    return bool(addresses_of(name))


@dataclass(slots=True)
class Deployment:
    environment: str
    checkout: Path
    programs: Programs
    journal: Journal
    record: Record
    say: Callable[[str], None]
    # Asks for confirmation; False ends the deployment.
    confirm: Callable[[str], bool]
    pause: Callable[[float], None]
    # The commit that runs now, where it is known.
    running: str | None = None
    watch_s: float = 600
    start_within_s: float = 900
    # An older version than the database's: its schema, which only grew, is left as it is.
    back: bool = False
    imagined: bool = False
    evidence: Path | None = None
    url_of: Callable[[str], str] = "https://{}".format
    has_address: Callable[[str], bool] = has_address
    addresses_of: Callable[[str], list[str]] = addresses_of

    @property
    def outputs(self) -> Outputs:
        return Outputs(self.record.outputs, imagined=self.imagined)

    def save(self) -> None:
        self.journal.write(self.record)

    def deployables(self, *, functions: bool) -> list[Deployable]:
        """Of the stacks that are deployed; the API goes before the pages that call it."""
        return [
            one
            for one in DEPLOYABLES
            if one.stack in self.record.stacks and one.is_function_app is functions
        ]

    def app(self, deployable: Deployable) -> App:
        deployed = app(self.outputs, deployable)
        if self.imagined and not has_slots(self.checkout, self.environment):
            return replace(deployed, staging_host=None)
        return deployed

    def site(self, app: App) -> str:
        """Its path in Azure's management."""
        return (
            f"/subscriptions/{self.record.subscription or '<subscription>'}"
            f"/resourceGroups/{app.group}/providers/Microsoft.Web/sites/{app.azure_name}"
        )

    def package(self, name: str) -> tuple[str, str]:
        """(path of the zip, its release)"""
        if name not in self.record.packages and self.imagined:
            return f"<{name}.zip>", f"<release of {name}>"
        packed = self.record.packages[name]
        return packed["path"], packed["release"]


def no_calls(_: Deployment) -> Sequence[Call]:
    return ()


@dataclass(frozen=True, slots=True)
class Step:
    """`calls` is what a dry run prints; `do` makes them and returns a summary."""

    name: str
    title: str
    do: Callable[[Deployment], str]
    calls: Callable[[Deployment], Sequence[Call]] = no_calls
    # Also when it was done before.
    is_always: bool = False
