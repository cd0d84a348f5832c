"""A deployment of this checkout to an Azure that is made up; as a program, one that dies on the way."""

import importlib
import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from tests.support.fake_azure import FakeAzure

from lonja_tools.deployment import deploying
from lonja_tools.deployment.journal import Journal, Record
from lonja_tools.deployment.programs import Programs
from lonja_tools.deployment.steps import Deployment, Step, all_steps, alone
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError

COMMIT: Final = "c0ffee0000000000000000000000000000000000"
# Steps before the first app is packed.
BEFORE: Final = ("init:", "plan:", "confirm:", "apply:", "outputs", "secret", "check-", "migrate", "roles")  # fmt: skip
STACKS: Final = ("functions", "frontoffice", "backoffice")
OURS: Final = {"front": "frontoffice", "api": "backoffice", "pages": "spa"}


class Shipping:
    """One environment, deployed from this checkout to an Azure that is made up."""

    def __init__(self, azure: FakeAzure, folder: Path) -> None:
        self.azure, self.journal, self.folder = azure, Journal(folder, "prod"), folder
        self.messages: list[str] = []
        self.questions: list[str] = []
        self.answer = True
        self.pauses = 0
        self.meanwhile: Callable[[int], None] = lambda _: None
        self.page = ""
        self.known = {"shop.example.com"}
        self.before: tuple[str, ...] = BEFORE

    def __call__(
        self,
        *,
        whole: bool = False,
        resume: bool = False,
        only: str | None = None,
        back: bool = False,
    ) -> Deployment:
        """Unless it is `whole`, the stacks are applied and the databases ready."""
        stacks = (only,) if only else STACKS
        record = deploying.begin(
            self.journal, environment="prod", commit=COMMIT, stacks=stacks, resume=resume
        )
        deployment = self._of(record, back=back)
        steps = all_steps(deployment)
        if not whole and not resume:
            record.outputs = self.azure.read()["outputs"]
            record.done = {
                step.name: "before" for step in steps if step.name.startswith(self.before)
            }
        deploying.run(deployment, steps)
        return deployment

    def writes_down(self) -> str:
        """The page of evidence, of what is there."""
        record = deploying.begin(
            self.journal, environment="prod", commit=COMMIT, stacks=STACKS, resume=False
        )
        deployment = self._of(record)
        try:
            deploying.run_alone(deployment, alone(deployment, "evidence"))
        finally:
            self.page = (self.folder.parent / "prod.applied.md").read_text()
        return self.page

    def _of(self, record: Record, *, back: bool = False) -> Deployment:
        return Deployment(
            environment="prod",
            checkout=CHECKOUT,
            programs=Programs(CHECKOUT, self.messages.append, self.journal.log),
            journal=self.journal,
            record=record,
            say=self.messages.append,
            confirm=self._confirm,
            pause=self._pause,
            watch_s=120,
            start_within_s=30,
            url_of=self.azure.url_of,
            has_address=self.known.__contains__,
            addresses_of=lambda _: ["10.20.4.5"],
            evidence=self.folder.parent,
            running=self.journal.running(),
            back=back,
        )

    def does_alone(self, steps: list[Step]) -> list[str]:
        """Run only these steps, on stacks that are applied; returns the messages."""
        record = Record("prod", COMMIT, list(STACKS), began="")
        record.outputs = self.azure.read()["outputs"]
        self.journal.folder.mkdir(parents=True, exist_ok=True)
        deploying.run_alone(self._of(record), steps)
        return self.messages

    def stops(
        self, *, whole: bool = False, resume: bool = False, only: str | None = None
    ) -> UserError:
        with pytest.raises(UserError) as stopped:
            self(whole=whole, resume=resume, only=only)
        return stopped.value

    def _confirm(self, question: str) -> bool:
        self.questions.append(question)
        return self.answer

    def _pause(self, _: float) -> None:
        self.pauses += 1
        self.meanwhile(self.pauses)

    def releases(self) -> dict[str, str]:
        """What each web app runs for everybody, by the release of its package."""
        record = self.journal.read()
        assert record is not None
        names = {one["release"]: name for name, one in record.packages.items()}
        return {
            name: names.get(slots["production"], str(slots["production"]))
            for name, slots in self.azure.read()["web"].items()
        }


def die_at(where: str, call: int) -> None:
    """From now on the process is killed at this call of a function, before it does anything."""
    module, _, path = where.partition(":")
    *outer, name = path.split(".")
    holder: Any = importlib.import_module(module)
    for one in outer:
        holder = getattr(holder, one)
    original, calls = getattr(holder, name), itertools.count(1)

    def counted(*given: Any, **named: Any) -> Any:
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*given, **named)

    setattr(holder, name, counted)


def main() -> None:
    """`python -m tests.support.shipping AZURE PORT JOURNAL WHERE CALL`: begins or goes on, and dies there."""
    azure, port, journal, where, call = sys.argv[1:]
    os.environ["PATH"] = f"{Path(azure) / 'programs'}:{os.environ['PATH']}"
    deploy = Shipping(FakeAzure(Path(azure), port=int(port)), Path(journal))
    die_at(where, int(call))
    deploy(whole=True, resume=deploy.journal.read() is not None)


if __name__ == "__main__":
    main()
