"""`./lonja infra`: what `infra/` promises, checked with Terraform and without a subscription."""

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lonja.cli import infra_bill, infra_plan, infra_refusals
from lonja.cli.infra_asserts import asserts, run_with, unasserted
from lonja.cli.infra_checklist import LINES
from lonja.cli.infra_policy import Built, wrong
from lonja.cli.infra_terraform import (
    CHECKOUT,
    INFRA,
    NotCheckedError,
    call,
    documents,
    init,
    sentences,
    terraform_in,
    terraform_program,
)

STACKS = ("bootstrap", "functions", "frontoffice", "backoffice")
MODULES = tuple(sorted(f"modules/{folder.name}" for folder in (INFRA / "modules").glob("*")))
# What takes the values of an environment.
PROFILED = ("functions", "frontoffice", "backoffice")
ENVIRONMENTS = ("dev", "prod")
REFUSALS = "refusals.tftest.hcl"
app = typer.Typer(no_args_is_help=True, help="Check the Terraform of the three stacks.")
app.command("plan")(infra_plan.plan)
app.command("cost")(infra_bill.cost)
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Strict = Annotated[bool, typer.Option(help="Fail, too, where something could not be checked.")]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one part: what was looked at, and what is wrong with it."""

    check: str
    part: str
    wrong: tuple[str, ...] = ()
    passed: int = 1
    not_checked: str = ""


@app.command()
def validate(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """Formatting, names, types and references of every stack."""
    _report(_validate, as_json=as_json, strict=strict)


@app.command("test")
def run_tests(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """Plan and apply dev and prod on mocked providers; refuse every wrong variable once."""

    def tests(terraform: str) -> Iterator[Finding]:
        yield from _test(terraform, {})

    _report(tests, as_json=as_json, strict=strict)


@app.command()
def check(*, as_json: AsJson = False, strict: Strict = False) -> None:
    """Everything that can be said about the stacks without a subscription."""

    def everything(terraform: str) -> Iterator[Finding]:
        built = {name: Built(name) for name in ENVIRONMENTS}
        yield from _validate(terraform)
        yield from _test(terraform, built)
        yield from map(_asserted, ENVIRONMENTS)
        yield from map(_held, built.values())
        yield _written(built)
        yield scanned()
        yield _agreed()

    _report(everything, as_json=as_json, strict=strict)


def applied(terraform: str, environment: str) -> Built:
    """What an environment consists of, applied on mocked providers."""
    built = {environment: Built(environment)}
    for stack in PROFILED:
        trouble = init(terraform, stack)
        file = INFRA / stack / "tests" / f"{environment}.tftest.hcl"
        finding = _tested(terraform, stack, file, environment, built)
        if trouble or finding.wrong:
            raise NotCheckedError(f"{stack} does not apply: {trouble or finding.wrong[0]}")
    return built[environment]


def _validate(terraform: str) -> Iterator[Finding]:
    yield _formatted(terraform)
    for stack in STACKS:
        trouble = init(terraform, stack)
        done = terraform_in(terraform, stack, "validate", "-json")
        told = documents(done.stdout)
        wrong = [line for document in told for line in sentences(document["diagnostics"])]
        if not wrong and (trouble or done.returncode):
            wrong.append(trouble or done.stderr.strip())
        yield Finding("validate", stack, tuple(wrong))


def _formatted(terraform: str) -> Finding:
    done = terraform_in(terraform, ".", "fmt", "-check", "-recursive", "-no-color")
    files = tuple(f"{line} is not formatted: terraform fmt" for line in done.stdout.split("\n"))
    wrong = files[:-1] if done.stdout else (done.stderr.strip(),)
    return Finding("fmt", "infra", wrong if done.returncode else ())


def _test(terraform: str, built: dict[str, Built]) -> Iterator[Finding]:
    """Run the tests of every part; what an environment consists of is added to `built`."""
    for part in (*MODULES, *STACKS):
        trouble = init(terraform, part)
        if trouble:
            yield Finding("test", part, (trouble,))
            continue
        for file in sorted((INFRA / part / "tests").glob("*.tftest.hcl")):
            if file.name == REFUSALS:
                continue
            for environment in run_with(file.name) or ("",):
                yield _tested(terraform, part, file, environment, built)
        yield _refused(terraform, part)


def _refused(terraform: str, part: str) -> Finding:
    """Break each rule of each variable by itself, and hold what Terraform says of it."""

    def attempt(copy: Path) -> list[dict[str, Any]]:
        values = _values(part, ENVIRONMENTS[0] if part in PROFILED else "")
        return documents(terraform_in(terraform, part, "test", "-json", *values, infra=copy).stdout)

    # The profile is the same file in three stacks: its rules are broken in the first.
    profile = "variables.profile.tf" if part in PROFILED[1:] else ""
    file = INFRA / part / "tests" / REFUSALS
    passed, wrong = infra_refusals.refused(INFRA, file, attempt, elsewhere=profile)
    return Finding("refusals", part, tuple(wrong), passed)


def _values(part: str, environment: str) -> tuple[str, ...]:
    up = "/".join(".." for _ in part.split("/"))
    return (f"-var-file={up}/environments/{environment}.tfvars",) if environment else ()


def _tested(
    terraform: str, part: str, file: Path, environment: str, built: dict[str, Built]
) -> Finding:
    """Run one file of tests with the values of an environment, or with none but its own."""
    name = file.name.removesuffix(".tftest.hcl")
    kept = built.get(name) if part in PROFILED else None
    options = ("-json", f"-filter=tests/{file.name}", *(["-verbose"] if kept else []))
    done = terraform_in(terraform, part, "test", *options, *_values(part, environment))
    told = documents(done.stdout)
    for line in told:
        if kept and line["type"] == "test_state" and line["@testrun"] == "apply":
            kept.add(part, line["test_state"]["root_module"])
            kept.show(part, line["test_state"]["outputs"])
    wrong = list(sentences(line["diagnostic"] for line in told if line["type"] == "diagnostic"))
    summary: dict[str, Any] = next(
        (line["test_summary"] for line in told if line["type"] == "test_summary"), {}
    )
    if summary.get("status") != "pass" and not wrong:
        wrong.append(done.stderr.strip() or f"terraform test ended with {done.returncode}")
    title = f"{part}/{name}" if environment in ("", name) else f"{part}/{name}, {environment}"
    return Finding("test", title, tuple(wrong), summary.get("passed", 0))


def _asserted(environment: str) -> Finding:
    """Terraform's tests assert every line that is asked of an environment."""
    wrong = tuple(unasserted(LINES, environment, asserts(INFRA)))
    asked = sum(environment in line.environments for line in LINES)
    return Finding("asserts", environment, wrong, asked)


def _held(built: Built) -> Finding:
    """Hold every line of the checklist against what an environment consists of."""
    if not built.resources:
        return Finding("policy", built.environment, ("nothing was built: the tests say why",), 0)
    broken = {line: wrong(line, built) for line in LINES}
    said = [
        f"({line.number}) {line.asks}: {what}" for line, found in broken.items() for what in found
    ]
    return Finding("policy", built.environment, tuple(said), sum(not b for b in broken.values()))


def _written(built: dict[str, Built]) -> Finding:
    """Pictures, rights and evidence in docs/ are those of what was built."""
    from lonja.cli.infra_documents import outdated

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


def scanned() -> Finding:
    """Hold the rules of checkov, with the values of production; infra/.checkov.yaml skips some."""
    checkov = shutil.which(os.environ.get("LONJA_CHECKOV") or "checkov")
    if checkov is None:
        todo = "there is no checkov. Get it with `uv tool install checkov`, or name it in LONJA_CHECKOV."
        return Finding("checkov", "infra", passed=0, not_checked=todo)
    production = str(INFRA / "environments" / "prod.tfvars")
    options = (
        "--config-file",
        str(INFRA / ".checkov.yaml"),
        "--var-file",
        production,
        "-o",
        "json",
    )
    done = call(checkov, "-d", str(INFRA), "--skip-download", *options)
    told = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if "results" not in told:
        return Finding("checkov", "infra", (done.stderr.strip() or "checkov said nothing",), 0)
    wrong = [
        f"{failed['file_path'].lstrip('/')}:{failed['file_line_range'][0]}: {failed['check_id']}:"
        f" {failed['check_name']} ({failed['resource']})"
        for failed in told["results"]["failed_checks"]
    ]
    return Finding("checkov", "infra", tuple(wrong), told["summary"]["passed"])


def _report(checks: Callable[[str], Iterable[Finding]], *, as_json: bool, strict: bool) -> None:
    """Show each finding as it comes; exit code 1 when something is wrong."""
    console = Console(stderr=as_json, highlight=False)
    findings: list[Finding] = []
    not_checked = ""
    try:
        for finding in checks(terraform_program()):
            findings.append(finding)
            mark = "[yellow]–[/]" if finding.not_checked else "[green]✓[/]"
            console.print(
                f"{'[red]✗[/]' if finding.wrong else mark} {finding.check} {finding.part}"
            )
            if finding.not_checked:
                not_checked = f"{finding.check}: {finding.not_checked}"
                console.print(f"Not checked: {not_checked}", markup=False, soft_wrap=True)
            for line in finding.wrong:
                console.print(f"    {line}", markup=False, soft_wrap=True)
    except NotCheckedError as reason:
        not_checked = str(reason)
        console.print(f"Terraform not checked: {reason}", markup=False, soft_wrap=True)
    if as_json:
        told = {"not_checked": not_checked, "findings": [asdict(finding) for finding in findings]}
        print(json.dumps(told))
    elif findings:
        console.print(_table(findings))
    if any(finding.wrong for finding in findings) or (strict and not_checked):
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("Check", "Parts", "Passed", "Wrong"):
        table.add_column(column)
    for check_name in dict.fromkeys(finding.check for finding in findings):
        of_check = [finding for finding in findings if finding.check == check_name]
        wrong = sum(len(finding.wrong) for finding in of_check)
        passed = sum(finding.passed for finding in of_check if not finding.wrong)
        table.add_row(
            check_name,
            str(len(of_check)),
            str(passed),
            f"[red]{wrong}[/]" if wrong else "0",
        )
    return table


if __name__ == "__main__":
    app()
