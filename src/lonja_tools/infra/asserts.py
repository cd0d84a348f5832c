"""Which run of Terraform's tests asserts which line of the checklist, and for which environment.

An assert says so itself: its message begins with the number of the line, `[19] The firewall …`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lonja_tools.infra.parts import ENVIRONMENTS

_RUN: Final = re.compile(r'^run "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_MARK: Final = re.compile(r'^ +error_message = "\[(\d+)\] ', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Line:
    """A requirement that a platform team has of the stacks."""

    number: int
    asks: str
    where: str
    environments: tuple[str, ...] = ENVIRONMENTS


@dataclass(frozen=True, slots=True)
class Assert:
    line: int
    part: str  # stack or module
    file: str
    run: str

    @property
    def environments(self) -> tuple[str, ...]:
        # The stack bootstrap stands once: state and identities of every environment are in it.
        return run_with(self.file) or (ENVIRONMENTS if self.part == "bootstrap" else ())


def run_with(file: str) -> tuple[str, ...]:
    """The environments whose values a file of tests takes, one after the other."""
    name = file.removesuffix(".tftest.hcl")
    return ENVIRONMENTS if name == "environments" else (name,) if name in ENVIRONMENTS else ()


def asserts(infra: Path) -> list[Assert]:
    """Each line that each run marks, once."""
    return [
        Assert(
            line=number,
            part=file.parent.parent.relative_to(infra).as_posix(),
            file=file.name,
            run=run[1],
        )
        for file in sorted(infra.glob("**/tests/*.tftest.hcl"))
        for run in _RUN.finditer(file.read_text())
        for number in sorted({int(mark) for mark in _MARK.findall(run[2])})
    ]


def held(line: Line, environment: str, all_asserts: Iterable[Assert]) -> list[Assert]:
    return [
        one for one in all_asserts if one.line == line.number and environment in one.environments
    ]


def unasserted(lines: Iterable[Line], environment: str, all_asserts: list[Assert]) -> Iterator[str]:
    """Requirements without an assert, and asserts without a requirement."""
    numbers = set()
    for line in lines:
        numbers.add(line.number)
        if environment in line.environments and not held(line, environment, all_asserts):
            yield f"({line.number}) {line.asks}: no test asserts it for {environment}"
    for one in all_asserts:
        place = f"{one.part}/tests/{one.file}: {one.run}"
        if one.line not in numbers:
            yield f"{place}: the checklist has no line {one.line}"
        if not one.environments:
            yield f"{place}: line {one.line} is asserted with the values of no environment"
