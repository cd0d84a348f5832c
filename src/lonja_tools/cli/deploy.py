"""`./lonja deploy`: this checkout, in Azure."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from lonja_tools.places import Places
from lonja_tools.user_error import UserError

if TYPE_CHECKING:
    from lonja_tools.deployment.journal import Journal
    from lonja_tools.deployment.steps import Deployment, Step

app = typer.Typer()


@app.command()
def deploy(
    *,
    environment: Annotated[str, typer.Option(help="dev, staging or prod.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show every step and its commands; call nothing.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Resume where the last one stopped.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Apply plans without asking.")] = False,
    only: Annotated[str | None, typer.Option(metavar="STACK", help="This stack alone.")] = None,
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="Only write down what is there, in docs/evidence."),
    ] = False,
    only_roles: Annotated[
        bool, typer.Option("--roles", help="Only grant the apps' rights in the databases, again.")
    ] = False,
    running: Annotated[
        str | None,
        typer.Option(metavar="COMMIT", help="What runs now, where another machine deployed it."),
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="Go back to this older version; the schema stays.")
    ] = False,
    watch_minutes: Annotated[int, typer.Option(min=1, max=120)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="For a program.")] = False,
) -> None:
    """Plan, confirm, apply, package, migrate, roll out, smoke-test, swap, watch; swap back if need be."""
    from lonja_tools.deployment import deploying
    from lonja_tools.deployment.environment import STACKS, environments
    from lonja_tools.deployment.journal import Journal
    from lonja_tools.deployment.programs import Programs
    from lonja_tools.deployment.steps import Deployment, all_steps, alone

    places = Places.here()
    _check(environment, environments(places.checkout))
    _check(only or STACKS[0], STACKS)
    parts = _parts(roles=only_roles, evidence=evidence, resume=resume)
    places.make()
    say = _to(Console(stderr=as_json, highlight=False))
    journal = Journal(places.state / "deploy", environment)
    stacks = (only,) if only else STACKS
    commit = _commit(
        places, journal, say, environment=environment, looks=dry_run or bool(parts), resumes=resume
    )
    with journal.alone():
        deployment = Deployment(
            environment=environment,
            checkout=places.checkout,
            programs=Programs(places.checkout, say, journal.log),
            journal=journal,
            record=deploying.begin(
                journal, environment=environment, commit=commit, stacks=stacks, resume=resume
            ),
            say=say,
            confirm=_always if yes else _ask,
            pause=time.sleep,
            running=running or journal.running(),
            watch_s=watch_minutes * 60,
            back=back,
            imagined=dry_run,
        )
        steps = alone(deployment, *parts) if parts else all_steps(deployment)
        if dry_run:
            _show(deployment, steps, as_json=as_json)
        else:
            _do(deployment, steps, places, is_part=bool(parts))
    if as_json and not dry_run:
        print(json.dumps(asdict(deployment.record)))


def _parts(*, resume: bool, **flags: bool) -> list[str]:
    """The parts that run on their own instead of a deployment."""
    selected = [name for name, is_asked in flags.items() if is_asked]
    if selected and resume:
        raise UserError(f"--{selected[0]} is done by itself: leave --resume out.", code=2)
    return selected


def _commit(
    places: Places,
    journal: "Journal",
    say: Callable[[str], None],
    *,
    environment: str,
    looks: bool,
    resumes: bool,
) -> str:
    """What is deployed; `looks` if this run only reads."""
    from lonja_tools.deployment.deploying import commit_of

    commit, is_changed = commit_of(places.checkout)
    if is_changed and environment == "prod" and not looks:
        raise UserError(
            "The checkout has uncommitted changes, so this version could not be found again."
        )
    last = journal.read()
    if last and not (looks or resumes or last.finished or last.taken_back):
        say(
            f"The deployment of {last.began} did not finish; this is a new one (--resume: the old)."
        )
    return commit


def _do(deployment: "Deployment", steps: "list[Step]", places: Places, *, is_part: bool) -> None:
    from lonja_tools.cli.package import build_pages
    from lonja_tools.deployment import deploying

    if is_part:
        deploying.run_alone(deployment, steps)
        return
    build_pages(places)
    deploying.run(deployment, steps)


def _to(console: Console) -> Callable[[str], None]:
    def say(line: str) -> None:
        console.print(line, markup=False, soft_wrap=True)

    return say


def _check(name: str, allowed: tuple[str, ...]) -> None:
    if name not in allowed:
        raise UserError(f"{name} is not one of {', '.join(allowed)}.", code=2)


def _always(_: str) -> bool:
    return True


def _ask(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UserError(
            question, todo="There is no terminal to confirm on: pass --yes if it is right."
        )
    return typer.confirm(question)


def _show(deployment: "Deployment", steps: "list[Step]", *, as_json: bool) -> None:
    rows = [
        {
            "step": step.name,
            "title": step.title,
            "done": step.name in deployment.record.done,
            "commands": [str(call) for call in step.calls(deployment)],
        }
        for step in steps
    ]
    if as_json:
        print(json.dumps(rows))
        return
    for one in rows:
        deployment.say(f"{'✓' if one['done'] else '·'} {one['title']} ({one['step']})")
        for command in one["commands"] if isinstance(one["commands"], list) else []:
            deployment.say(f"    {command}")
