"""Running the steps of a deployment, once each, whatever happens in between."""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from lonja.kernel import clock
from lonja_tools.deployment.journal import BeginAnewError, Journal, Record
from lonja_tools.deployment.steps.step import Deployment, Step, TakenBackError
from lonja_tools.trouble import Trouble


def begin(
    journal: Journal, *, environment: str, commit: str, stacks: Sequence[str], resume: bool
) -> Record:
    """A new record, or the one of the deployment that did not finish."""
    last = journal.read()
    if not resume:
        began = clock.now().isoformat(timespec="seconds")
        return Record(environment=environment, commit=commit, stacks=list(stacks), began=began)
    if last is None or last.finished:
        raise Trouble("There is no deployment to resume.", todo="Begin one: leave --resume out.")
    if last.taken_back:
        raise Trouble(
            "The last deployment was taken back: there is nothing to resume.",
            todo="Mend what was wrong, then begin a new one: leave --resume out.",
        )
    if last.commit != commit:
        raise Trouble(
            f"The deployment began from commit {last.commit[:12]}, and this is {commit[:12]}.",
            todo=f"git checkout {last.commit[:12]}, or begin a new one: leave --resume out.",
        )
    if list(stacks) != last.stacks:
        raise Trouble(f"The deployment began with the stacks {', '.join(last.stacks)}.")
    return last


def run(deployment: Deployment, steps: Sequence[Step]) -> None:
    """Do what is not done; the first that fails ends it, with how to go on."""
    record = deployment.record
    for step in steps:
        if step.name in record.done and not step.is_always:
            deployment.say(f"✓ {step.title}: {record.done[step.name]} (before)")
            continue
        try:
            said = step.do(deployment)
        except Trouble as trouble:
            record.failed[step.name] = trouble.what
            record.taken_back = isinstance(trouble, TakenBackError)
            deployment.save()
            raise _stopped(deployment, step, trouble) from None
        record.failed.pop(step.name, None)
        record.done[step.name] = said
        deployment.save()
        deployment.say(f"✓ {step.title}: {said}")
    record.finished = True
    deployment.save()
    deployment.journal.now_runs(record.commit)


def run_alone(deployment: Deployment, steps: Sequence[Step]) -> None:
    """Do these, whatever was done before, and write nothing down."""
    for step in steps:
        deployment.say(f"✓ {step.title}: {step.do(deployment)}")


def _stopped(deployment: Deployment, step: Step, trouble: Trouble) -> Trouble:
    again = " ".join(["./lonja deploy", *_words(deployment)])
    is_over = isinstance(trouble, BeginAnewError)
    todo = trouble.todo if is_over else f"{trouble.todo}\nThen go on: {again}"
    return Trouble(f"✗ {step.title}: {trouble.what}", todo=todo.strip())


def _words(deployment: Deployment) -> Iterator[str]:
    """What to say to go on: the record keeps none of the options but the stacks, and compares those."""
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
            raise Trouble(f"git could not tell which version this is: {done.stderr.strip()}")
        return done.stdout.strip()

    return git("rev-parse", "HEAD"), bool(git("status", "--porcelain", "--untracked-files=no"))
