"""`./lonja infra plan`: what an apply would change in an environment, and whether anybody changed it by hand."""

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from lonja_tools.deployment.environment import state_of
from lonja_tools.deployment.steps.differences import changes_outputs, differences
from lonja_tools.infra.parts import CHECKOUT, INFRA, PROFILED
from lonja_tools.infra.terraform import NotCheckedError, terraform_in, terraform_program

# What GitHub takes in one comment is 65,536 characters.
SHOWN_CHARACTERS: Final = 18_000
_NOTHING, _CHANGES = 0, 2
_SUMS: Final = re.compile(r"^(Plan: .*|No changes\..*)$", re.MULTILINE)

type Run = Callable[..., tuple[int, str]]
"""Runs Terraform in a stack; returns exit code and output."""


@dataclass(frozen=True, slots=True)
class Planned:
    stack: str
    code: int
    text: str

    @property
    def is_known(self) -> bool:
        return self.code in {_NOTHING, _CHANGES}

    @property
    def sum(self) -> str:
        match = _SUMS.search(self.text)
        return match[1] if match else ("no plan" if not self.is_known else "changes of outputs")


def plan(
    *,
    environment: Annotated[str, typer.Option(help="A file of infra/environments.")],
    out: Annotated[
        Path | None, typer.Option(help="File for the plan as Markdown, for a comment.")
    ] = None,
    drift: Annotated[
        bool,
        typer.Option("--drift", help="Compare with Azure, and fail where anything differs."),
    ] = False,
) -> None:
    """What an apply would change, stack by stack, as far as the state knows. Changes nothing."""
    profile = INFRA / "environments" / f"{environment}.tfvars"
    if not profile.exists():
        raise typer.BadParameter(f"there is no infra/environments/{environment}.tfvars")
    try:
        terraform = terraform_program()
    except NotCheckedError as reason:
        sys.exit(f"Nothing is planned: {reason}")

    def run(stack: str, *arguments: str) -> tuple[int, str]:
        done = terraform_in(terraform, stack, *arguments, home=f"plans/{environment}")
        return done.returncode, done.stdout + done.stderr

    console = Console(highlight=False)
    planned = []
    for one in planned_stacks(PROFILED, profile, run, refresh=drift):
        planned.append(one)
        console.print(f"{one.stack}: {one.sum}", markup=False)
        if not one.is_known:
            console.print(one.text, markup=False, soft_wrap=True)
    if out is not None:
        out.write_text(document(environment, planned))
    differs = drift and any(one.code == _CHANGES for one in planned)
    if differs or not all(one.is_known for one in planned):
        raise typer.Exit(1)


def planned_stacks(
    stacks: tuple[str, ...], profile: Path, run: Run, *, refresh: bool
) -> Iterator[Planned]:
    """Plan without a lock, so that it neither waits for an apply nor blocks one.

    To refresh is to read the settings of apps, which a pull request may not.
    """
    state = state_of(CHECKOUT, profile.stem)
    backend = [f"-backend-config={name}={value}" for name, value in state.items()]
    for stack in stacks:
        code, text = run(stack, "init", "-input=false", "-no-color", "-reconfigure", *backend)
        if code == 0:
            with tempfile.TemporaryDirectory() as folder:  # a plan holds every setting
                code, text = _planned(stack, profile, run, Path(folder) / "plan", refresh=refresh)
        elif code == _CHANGES:
            code = 1  # only a plan's 2 means changes
        yield Planned(stack, code, text.strip())


def _planned(stack: str, profile: Path, run: Run, file: Path, *, refresh: bool) -> tuple[int, str]:
    code, text = run(
        stack,
        "plan",
        "-input=false",
        "-no-color",
        "-lock=false",
        f"-refresh={'true' if refresh else 'false'}",
        "-detailed-exitcode",
        f"-var-file=../environments/{profile.name}",
        f"-out={file}",
    )
    if code == _CHANGES:
        plan_json, plan_text = run(stack, "show", "-json", str(file))
        plan = json.JSONDecoder().raw_decode(plan_text)[0] if plan_json == 0 else {}
        if plan_json == 0 and not differences(plan) and not changes_outputs(plan):
            return _NOTHING, f"No changes. (The provider never reads one setting back.)\n\n{text}"
    return code, text


def document(environment: str, planned: list[Planned]) -> str:
    parts = [f"## Plan of {environment}\n"]
    for one in planned:
        text = one.text.replace("```", "'''")
        if len(text) > SHOWN_CHARACTERS:
            text = f"… (the beginning is left out)\n{text[-SHOWN_CHARACTERS:]}"
        parts.append(
            f"<details><summary><b>{one.stack}</b>: {one.sum}</summary>\n\n"
            f"```\n{text}\n```\n\n</details>\n"
        )
    return "\n".join(parts)
