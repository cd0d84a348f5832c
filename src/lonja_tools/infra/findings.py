"""The findings of a check, and how they are printed."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

import typer
from rich.console import Console
from rich.table import Table

from lonja_tools.infra.terraform import NotCheckedError, terraform_program


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one part, and its problems."""

    check: str
    part: str
    wrong: tuple[str, ...] = ()
    passed: int = 1
    not_checked: str = ""


def report(checks: Callable[[str], Iterable[Finding]], *, as_json: bool, strict: bool) -> None:
    """Print each finding as it arrives; exit code 1 if there is a problem."""
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
        document = {
            "not_checked": not_checked,
            "findings": [asdict(finding) for finding in findings],
        }
        print(json.dumps(document))
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
