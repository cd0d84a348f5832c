"""`./lonja infra`: what `infra/` promises, checked with Terraform and without a subscription."""

import re
import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from lonja_tools.infra.asserts import asserts, unasserted
from lonja_tools.infra.built import Built
from lonja_tools.infra.checklist import LINES
from lonja_tools.infra.checkov import scanned
from lonja_tools.infra.costs.bill import cost
from lonja_tools.infra.documents import outdated
from lonja_tools.infra.findings import Finding, report
from lonja_tools.infra.mocked import tested
from lonja_tools.infra.parts import CHECKOUT, ENVIRONMENTS, INFRA, STACKS
from lonja_tools.infra.plan import plan
from lonja_tools.infra.terraform import call, documents, init, sentences, terraform_in

app = typer.Typer(no_args_is_help=True, help="Check the Terraform of the three stacks.")
app.command("plan")(plan)
app.command("cost")(cost)
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Strict = Annotated[bool, typer.Option(help="Fail, too, where something could not be checked.")]


@app.command()
def validate(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """Formatting, names, types and references of every stack."""
    report(_validate, as_json=as_json, strict=strict)


@app.command("test")
def run_tests(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """Plan and apply dev and prod on mocked providers; refuse every wrong variable once."""

    def tests(terraform: str) -> Iterator[Finding]:
        yield from tested(terraform, {})

    report(tests, as_json=as_json, strict=strict)


@app.command()
def check(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """All checks of the stacks that need no subscription."""

    def everything(terraform: str) -> Iterator[Finding]:
        built = {name: Built(name) for name in ENVIRONMENTS}
        yield from _validate(terraform)
        yield from tested(terraform, built)
        yield from map(_asserted, ENVIRONMENTS)
        yield _written(built)
        yield scanned()
        yield _agreed()

    report(everything, as_json=as_json, strict=strict)


def _validate(terraform: str) -> Iterator[Finding]:
    yield _formatted(terraform)
    for stack in STACKS:
        problem = init(terraform, stack)
        done = terraform_in(terraform, stack, "validate", "-json")
        diagnostics = documents(done.stdout)
        wrong = [line for document in diagnostics for line in sentences(document["diagnostics"])]
        if not wrong and (problem or done.returncode):
            wrong.append(problem or done.stderr.strip())
        yield Finding("validate", stack, tuple(wrong))


def _formatted(terraform: str) -> Finding:
    done = terraform_in(terraform, ".", "fmt", "-check", "-recursive", "-no-color")
    files = tuple(f"{line} is not formatted: terraform fmt" for line in done.stdout.split("\n"))
    wrong = files[:-1] if done.stdout else (done.stderr.strip(),)
    return Finding("fmt", "infra", wrong if done.returncode else ())


def _asserted(environment: str) -> Finding:
    """Check that Terraform's tests assert every requirement of an environment."""
    wrong = tuple(unasserted(LINES, environment, asserts(INFRA)))
    required = sum(environment in line.environments for line in LINES)
    return Finding("asserts", environment, wrong, required)


def _written(built: dict[str, Built]) -> Finding:
    """Pictures, rights and evidence in docs/ are those of what was built."""
    if not all(one.resources for one in built.values()):
        return Finding("documents", "docs", ("nothing was built: the tests say why",), 0)
    old, current = outdated(built)
    return Finding("documents", "docs", tuple(old), current)


def _agreed() -> Finding:
    """The laptop and the stacks are the same boxes: tests of the architecture read both."""
    tests = CHECKOUT / "tests" / "architecture"
    files = [str(tests / name) for name in ("test_infra.py", "test_topology_drift.py")]
    done = call(
        sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *files
    )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if done.returncode and not failed:
        failed = [(done.stderr or done.stdout).strip()]
    counted = re.search(r"(\d+) passed", done.stdout)
    return Finding("drift", "infra", tuple(failed), int(counted[1]) if counted else 0)


if __name__ == "__main__":
    app()
