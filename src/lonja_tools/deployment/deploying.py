"""Runs the steps of a deployment, each once, even across interruptions."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from lonja.kernel import clock
from lonja_tools.deployment.journal import BeginAnewError, Journal, Record
from lonja_tools.deployment.steps.step import Deployment, Step, TakenBackError
from lonja_tools.user_error import UserError


def begin(
    journal: Journal, *, environment: str, commit: str, stacks: Sequence[str], resume: bool
) -> Record:
    """A new record, or the one of the deployment that did not finish."""
    last = journal.read()
    if not resume:
        began = clock.now().isoformat(timespec="seconds")
        return Record(environment=environment, commit=commit, stacks=list(stacks), began=began)
    if last is None or last.finished:
        raise UserError("There is no deployment to resume.", todo="Begin one: leave --resume out.")
    if last.taken_back:
        raise UserError(
            "The last deployment was taken back: there is nothing to resume.",
            todo="Fix the cause, then begin a new one: leave --resume out.",
        )
    if last.commit != commit:
        raise UserError(
            f"The deployment began from commit {last.commit[:12]}, and this is {commit[:12]}.",
            todo=f"git checkout {last.commit[:12]}, or begin a new one: leave --resume out.",
        )
    if list(stacks) != last.stacks:
        raise UserError(f"The deployment began with the stacks {', '.join(last.stacks)}.")
    return last


def run(deployment: Deployment, steps: Sequence[Step]) -> None:
    """Run the steps that are not done; the first failure ends it, with how to resume."""
    record = deployment.record
    for step in steps:
        if step.name in record.done and not step.is_always:
            deployment.say(f"✓ {step.title}: {record.done[step.name]} (before)")
            continue
        try:
            summary = step.do(deployment)
        except UserError as error:
            record.failed[step.name] = error.what
            record.taken_back = isinstance(error, TakenBackError)
            deployment.save()
            raise _stopped(deployment, step, error) from None
        record.failed.pop(step.name, None)
        record.done[step.name] = summary
        deployment.save()
        deployment.say(f"✓ {step.title}: {summary}")
    record.finished = True
    deployment.save()
    deployment.journal.now_runs(record.commit)


def run_alone(deployment: Deployment, steps: Sequence[Step]) -> None:
    """Run these steps regardless of the record, and record nothing."""
    for step in steps:
        deployment.say(f"✓ {step.title}: {step.do(deployment)}")


def _stopped(deployment: Deployment, step: Step, error: UserError) -> UserError:
    again = " ".join(["./lonja deploy", *_words(deployment)])
    is_over = isinstance(error, BeginAnewError)
    todo = error.todo if is_over else f"{error.todo}\nThen go on: {again}"
    return UserError(f"✗ {step.title}: {error.what}", todo=todo.strip())


def _words(deployment: Deployment) -> Iterator[str]:
    """The command to resume: the record stores no options but the stacks."""
    yield f"--environment {deployment.environment} --resume"
    if len(deployment.record.stacks) == 1:
        yield f"--only {deployment.record.stacks[0]}"
    if deployment.back:
        yield "--back"
    if deployment.running not in {None, deployment.journal.running()}:
        yield f"--running {deployment.running}"


def commit_of(checkout: Path) -> tuple[str, bool]:
    """The commit of a checkout, and whether it holds changes that no commit does."""

    def git(*words: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(checkout), *words], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise UserError(f"git could not name the version: {done.stderr.strip()}")
        return done.stdout.strip()

    return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
