"""Every rule of a variable refuses a wrong value, and says so in its own words.

`expect_failures` of Terraform's tests names a variable: a value that broke another of its rules, or
the right one with a wrong message, would pass. So each run of a file of refusals is tried once more
by itself, without that line, and what Terraform says is compared with what the rule says.
"""

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_RUN: Final = re.compile(r'^run "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_EXPECTED: Final = re.compile(r"^  expect_failures = \[var\.(\w+)\]\n", re.MULTILINE)
_VARIABLE: Final = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_RULE: Final = re.compile(
    r'^  validation \{\n.*?^    error_message += "(.*?)"\n', re.MULTILINE | re.DOTALL
)
_VALIDATION: Final = re.compile(r"^ *validation +\{", re.MULTILINE)
_CHECKED_BY: Final = re.compile(r"This was checked by the validation rule at ([\w.]+):(\d+),")


@dataclass(frozen=True, slots=True)
class Rule:
    variable: str
    file: str
    line: int
    message: str


type Try = Callable[[Path], list[dict[str, Any]]]
"""Run all tests of a copy of `infra/` and return Terraform's messages."""


def rules(part: Path) -> list[Rule]:
    """Each rule of each variable of a stack or module."""
    all_rules = []
    for file in sorted(part.glob("variables*.tf")):
        text = file.read_text()
        for variable in _VARIABLE.finditer(text):
            all_rules += [
                Rule(
                    variable=variable[1],
                    file=file.name,
                    line=text.count("\n", 0, variable.start(2) + rule.start()) + 1,
                    message=rule[1],
                )
                for rule in _RULE.finditer(variable[2])
            ]
    return all_rules


def single(text: str) -> Iterator[tuple[str, str, str]]:
    """(name, variable, text) of each run as a file of its own that expects nothing."""
    runs = list(_RUN.finditer(text))
    head = text[: runs[0].start()] if runs else ""
    for run in runs:
        expected = _EXPECTED.search(run[2])
        if expected:
            body = _EXPECTED.sub("", run[2])
            yield run[1], expected[1], f'{head}run "{run[1]}" {{\n{body}}}\n'


def refused(infra: Path, file: Path, attempt: Try) -> tuple[int, list[str]]:
    """The number of values refused with the right message, and the problems."""
    folder_of_part = file.parent.parent
    part = folder_of_part.relative_to(infra)
    text = file.read_text() if file.exists() else ""
    runs = list(single(text))
    with tempfile.TemporaryDirectory(prefix="lonja-refusals-") as folder:
        copy = Path(folder) / "infra"
        shutil.copytree(infra, copy, ignore=shutil.ignore_patterns(".terraform*"))
        tests = copy / part / "tests"
        for test_file in tests.glob("*.tftest.hcl"):
            test_file.unlink()
        for name, _, text in runs:
            (tests / f"{name}.tftest.hcl").write_text(text)
        messages = attempt(copy)
    all_rules = rules(folder_of_part)
    passed, wrong = judged(all_rules, [(name, variable) for name, variable, _ in runs], messages)
    tried = {name for name, _, _ in runs}
    wrong += [
        f"{name}: breaks no variable, and nothing else is tried here"
        for name in re.findall(r'^run "(\w+)"', text, re.MULTILINE)
        if name not in tried
    ]
    wrong += unread(folder_of_part)
    wrong += [
        f"{rule.file}:{rule.line}: nothing breaks this rule"
        for rule in untried(all_rules, messages)
    ]
    return passed, wrong


def unread(part: Path) -> list[str]:
    """Rules in another file, or in another form, than those that `rules` finds."""
    per_file = Counter(rule.file for rule in rules(part))
    counted = {file.name: _VALIDATION.findall(file.read_text()) for file in part.glob("*.tf")}
    return [
        f"{file}: {len(all_of_it)} rules, of which {per_file[file]} are read"
        for file, all_of_it in sorted(counted.items())
        if len(all_of_it) != per_file[file]
    ]


def judged(
    all_rules: list[Rule], runs: list[tuple[str, str]], messages: list[dict[str, Any]]
) -> tuple[int, list[str]]:
    by_place = {(rule.file, rule.line): rule for rule in all_rules}
    passed, wrong = 0, []
    for name, variable in runs:
        errors = [
            line["diagnostic"]
            for line in messages
            if line.get("@testrun") == name
            and line["type"] == "diagnostic"
            and line["diagnostic"]["severity"] == "error"
        ]
        problems = [_problem(by_place, variable, error) for error in errors] or ["was accepted"]
        if len({str(error.get("detail")) for error in errors}) > 1:
            problems.append("breaks more than one rule")
        wrong += [f"{name}: {problem}" for problem in problems if problem]
        passed += not any(problems)
    return passed, wrong


def _problem(
    by_place: dict[tuple[str, int], Rule], variable: str, error: dict[str, Any]
) -> str | None:
    detail = str(error.get("detail", ""))
    place = _CHECKED_BY.search(detail)
    rule = by_place.get((place[1], int(place[2]))) if place else None
    if rule is None:
        return f"refused for another reason: {error['summary']}: {' '.join(detail.split())}"
    if rule.variable != variable:
        return f"refused by a rule of {rule.variable}, not of {variable}"
    message = detail.partition("\n\nThis was checked")[0]
    if message != rule.message:
        return f"said {message!r} where the rule says {rule.message!r}"
    return None


def untried(all_rules: list[Rule], messages: list[dict[str, Any]]) -> list[Rule]:
    """Rules that no run has broken."""
    broken = {
        (place[1], int(place[2]))
        for line in messages
        if line["type"] == "diagnostic"
        for place in _CHECKED_BY.finditer(line["diagnostic"].get("detail", ""))
    }
    return [rule for rule in all_rules if (rule.file, rule.line) not in broken]
