"""`./lonja infra`: what `infra/` promises, checked with Terraform and without a subscription."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from lonja.cli import infra_cost, infra_plan, infra_refusals, infra_showing
from lonja.cli.infra_checklist import LINES
from lonja.cli.infra_policy import Built, wrong

CHECKOUT = Path(__file__).resolve().parents[3]
INFRA = CHECKOUT / "infra"
STACKS = ("bootstrap", "functions", "frontoffice", "backoffice")
MODULES = tuple(sorted(f"modules/{folder.name}" for folder in (INFRA / "modules").glob("*")))
# What takes the values of an environment.
PROFILED = ("functions", "frontoffice", "backoffice")
ENVIRONMENTS = ("dev", "prod")
# A first `init` downloads a provider of some 200 MB.
RUN_TIMEOUT_S = 900

_HOW_TO_GET = (
    "Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install),"
    " or name a program that takes its arguments in LONJA_TERRAFORM."
)
_NO_REGISTRY = re.compile(
    "could not connect to|failed to query available provider packages"
    "|failed to request discovery document|failed to install provider",
    re.IGNORECASE,
)

app = typer.Typer(no_args_is_help=True, help="Check the Terraform of the three stacks.")
app.command("plan")(infra_plan.plan)
AsJson = Annotated[bool, typer.Option("--json", help="For a program.")]
Strict = Annotated[bool, typer.Option(help="Fail, too, where something could not be checked.")]


class NotCheckedError(Exception):
    """There is no Terraform, or no provider for it: nothing is known, nothing is wrong."""


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
        yield from map(_held, built.values())
        yield _written(built)
        yield scanned()
        yield _agreed()

    _report(everything, as_json=as_json, strict=strict)


@app.command()
def cost(
    *,
    environment: Annotated[str, typer.Option(help="dev or prod.")] = "dev",
    orders_per_day: Annotated[
        float | None, typer.Option(min=0, help="What is paid by use is counted for so many.")
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Ask Azure's Retail Prices API.")] = False,
    as_json: AsJson = False,
) -> None:
    """What an environment costs in a month, resource by resource."""
    if environment not in ENVIRONMENTS:
        raise typer.BadParameter(f"{environment} is none of {', '.join(ENVIRONMENTS)}")
    told = infra_cost.snapshot()
    try:
        prices = infra_cost.prices(told, _fetched if live else None)
        built = applied(terraform_program(), environment)
    except NotCheckedError as reason:
        sys.exit(f"The resources are not known: {reason}")
    except (infra_cost.PricesUnknownError, OSError) as reason:
        sys.exit(
            f"The Retail Prices API did not help: {reason}. Leave --live out for the snapshot."
        )
    source = "Azure Retail Prices API, now" if live else f"{told['date']}. {told['source']}"
    bill = infra_cost.bill(built, infra_cost.usage_of(environment, orders_per_day), prices)
    beside = infra_cost.beside(built, prices)
    if as_json:
        print(json.dumps(infra_showing.document(bill, beside=beside, source=source)))
    else:
        infra_showing.show(bill, beside=beside, source=source)


def _fetched(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  (https, ours or Azure's own next page)
        page: dict[str, Any] = json.load(answer)
    return page


def applied(terraform: str, environment: str) -> Built:
    """What an environment consists of, applied on mocked providers."""
    built = {environment: Built(environment)}
    for stack in PROFILED:
        trouble = _init(terraform, stack)
        file = INFRA / stack / "tests" / f"{environment}.tftest.hcl"
        finding = _tested(terraform, stack, file, built)
        if trouble or finding.wrong:
            raise NotCheckedError(f"{stack} does not apply: {trouble or finding.wrong[0]}")
    return built[environment]


def _validate(terraform: str) -> Iterator[Finding]:
    yield _formatted(terraform)
    for stack in STACKS:
        trouble = _init(terraform, stack)
        done = _run(terraform, stack, "validate", "-json")
        told = _documents(done.stdout)
        wrong = [line for document in told for line in _sentences(document["diagnostics"])]
        if not wrong and (trouble or done.returncode):
            wrong.append(trouble or done.stderr.strip())
        yield Finding("validate", stack, tuple(wrong))


def _formatted(terraform: str) -> Finding:
    done = _run(terraform, ".", "fmt", "-check", "-recursive", "-no-color")
    files = tuple(f"{line} is not formatted: terraform fmt" for line in done.stdout.split("\n"))
    wrong = files[:-1] if done.stdout else (done.stderr.strip(),)
    return Finding("fmt", "infra", wrong if done.returncode else ())


def _test(terraform: str, built: dict[str, Built]) -> Iterator[Finding]:
    """Run the tests of every part; what an environment consists of is added to `built`."""
    for part in (*MODULES, *STACKS):
        trouble = _init(terraform, part)
        if trouble:
            yield Finding("test", part, (trouble,))
            continue
        for file in sorted((INFRA / part / "tests").glob("*.tftest.hcl")):
            if file.name == "refusals.tftest.hcl":
                yield _refused(terraform, part, file)
            else:
                yield _tested(terraform, part, file, built)


def _refused(terraform: str, part: str, file: Path) -> Finding:
    """Break each rule of each variable by itself, and hold what Terraform says of it."""

    def attempt(copy: Path) -> list[dict[str, Any]]:
        return _documents(_run(terraform, part, "test", "-json", *_values(part), infra=copy).stdout)

    # The profile is the same file in three stacks: its rules are broken in the first.
    profile = "variables.profile.tf" if part in PROFILED[1:] else ""
    passed, wrong = infra_refusals.refused(INFRA, file, attempt, elsewhere=profile)
    return Finding("refusals", part, tuple(wrong), passed)


def _values(part: str, environment: str = ENVIRONMENTS[0]) -> tuple[str, ...]:
    return (f"-var-file=../environments/{environment}.tfvars",) if part in PROFILED else ()


def _tested(terraform: str, part: str, file: Path, built: dict[str, Built]) -> Finding:
    """Run one file of tests; a file named after an environment gets that environment's values."""
    name = file.name.removesuffix(".tftest.hcl")
    environment = name if name in ENVIRONMENTS else ENVIRONMENTS[0]
    options = ("-json", f"-filter=tests/{file.name}", *(["-verbose"] if name in built else []))
    done = _run(terraform, part, "test", *options, *_values(part, environment))
    told = _documents(done.stdout)
    for line in told:
        if name in built and line["type"] == "test_state" and line["@testrun"] == "apply":
            built[name].add(part, line["test_state"]["root_module"])
            built[name].show(part, line["test_state"]["outputs"])
    wrong = list(_sentences(line["diagnostic"] for line in told if line["type"] == "diagnostic"))
    summary: dict[str, Any] = next(
        (line["test_summary"] for line in told if line["type"] == "test_summary"), {}
    )
    if summary.get("status") != "pass" and not wrong:
        wrong.append(done.stderr.strip() or f"terraform test ended with {done.returncode}")
    return Finding("test", f"{part}/{name}", tuple(wrong), summary.get("passed", 0))


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
    done = _call(
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
    done = _call(checkov, "-d", str(INFRA), "--skip-download", *options)
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


def terraform_program() -> str:
    named = os.environ.get("LONJA_TERRAFORM")
    program = shutil.which(named or "terraform")
    if program is not None:
        return program
    what = f"LONJA_TERRAFORM names {named}, which cannot be run" if named else "it is not on PATH"
    raise NotCheckedError(f"{what}. {_HOW_TO_GET}")


def _init(terraform: str, part: str) -> str:
    """Fetch providers and modules, without any backend; what terraform says where it cannot."""
    done = _run(terraform, part, "init", "-backend=false", "-input=false", "-no-color")
    if done.returncode == 0:
        return ""
    if _NO_REGISTRY.search(done.stdout + done.stderr):
        raise NotCheckedError(
            "its providers could not be downloaded from registry.terraform.io."
            " Check the network, or name a program that brings them in LONJA_TERRAFORM."
        )
    return done.stderr.strip() or f"terraform init ended with {done.returncode}"


def _run(
    terraform: str, part: str, *arguments: str, infra: Path = INFRA
) -> subprocess.CompletedProcess[str]:
    return terraform_in(terraform, part, *arguments, infra=infra)


def terraform_in(
    terraform: str, part: str, *arguments: str, infra: Path = INFRA, home: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run it in a stack or module, with its working files under `.lonja`."""
    kept = CHECKOUT / ".lonja" / "terraform"
    plugins = Path(os.environ.get("TF_PLUGIN_CACHE_DIR") or kept / "plugins")
    plugins.mkdir(parents=True, exist_ok=True)
    return _call(
        terraform,
        f"-chdir={infra / part}",
        *arguments,
        TF_DATA_DIR=str(kept / home / part),
        TF_IN_AUTOMATION="1",
        TF_PLUGIN_CACHE_DIR=str(plugins),
    )


def _call(program: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=RUN_TIMEOUT_S,
        env=os.environ | settings,
    )


def _documents(text: str) -> list[dict[str, Any]]:
    """What terraform says with -json: one document (validate), or one a line (test)."""
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def _sentences(diagnostics: Iterable[dict[str, Any]]) -> Iterator[str]:
    for diagnostic in diagnostics:
        if diagnostic["severity"] != "error":
            continue
        place = diagnostic.get("range") or {}
        where = f"{place['filename']}:{place['start']['line']}: " if place else ""
        detail = " ".join(diagnostic.get("detail", "").split())
        yield f"{where}{diagnostic['summary']}: {detail}"


if __name__ == "__main__":
    app()
