"""The stacks and modules under Terraform's own tests: planned and applied on mocked providers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lonja_tools.infra.asserts import run_with
from lonja_tools.infra.built import Built
from lonja_tools.infra.findings import Finding
from lonja_tools.infra.parts import (
    ENVIRONMENTS,
    INFRA,
    MODULES,
    PROFILE,
    PROFILED,
    REFUSALS,
    STACKS,
)
from lonja_tools.infra.refusals import refused
from lonja_tools.infra.terraform import NotCheckedError, documents, init, sentences, terraform_in


def applied(terraform: str, environment: str) -> Built:
    """What an environment consists of, applied on mocked providers."""
    built = {environment: Built(environment)}
    for stack in PROFILED:
        problem = init(terraform, stack)
        file = INFRA / stack / "tests" / f"{environment}.tftest.hcl"
        finding = _tested(terraform, stack, file, environment, built)
        if problem or finding.wrong:
            raise NotCheckedError(f"{stack} does not apply: {problem or finding.wrong[0]}")
    return built[environment]


def tested(terraform: str, built: dict[str, Built]) -> Iterator[Finding]:
    """Run the tests of every part; what an environment consists of is added to `built`."""
    for part in (*MODULES, *STACKS):
        problem = init(terraform, part)
        if problem:
            yield Finding("test", part, (problem,))
            continue
        for file in sorted((INFRA / part / "tests").glob("*.tftest.hcl")):
            if file.name == REFUSALS:
                continue
            for environment in run_with(file.name) or ("",):
                yield _tested(terraform, part, file, environment, built)
        yield _refused(terraform, part)


def _refused(terraform: str, part: str) -> Finding:
    """Break each rule of each variable separately, and check Terraform's message."""

    def attempt(copy: Path) -> list[dict[str, Any]]:
        values = _values(part, ENVIRONMENTS[0] if part in (PROFILE, *PROFILED) else "")
        return documents(terraform_in(terraform, part, "test", "-json", *values, infra=copy).stdout)

    file = INFRA / part / "tests" / REFUSALS
    passed, wrong = refused(INFRA, file, attempt)
    return Finding("refusals", part, tuple(wrong), passed)


def _values(part: str, environment: str) -> tuple[str, ...]:
    up = "/".join(".." for _ in part.split("/"))
    return (f"-var-file={up}/environments/{environment}.tfvars",) if environment else ()


def _tested(
    terraform: str, part: str, file: Path, environment: str, built: dict[str, Built]
) -> Finding:
    """Run one file of tests with the values of an environment, or with none but its own."""
    name = file.name.removesuffix(".tftest.hcl")
    plan = built.get(name) if part in PROFILED else None
    options = ("-json", f"-filter=tests/{file.name}", *(["-verbose"] if plan else []))
    done = terraform_in(terraform, part, "test", *options, *_values(part, environment))
    messages = documents(done.stdout)
    for line in messages:
        if plan and line["type"] == "test_state" and line["@testrun"] == "apply":
            plan.add(part, line["test_state"]["root_module"])
            plan.show(part, line["test_state"]["outputs"])
    wrong = list(sentences(line["diagnostic"] for line in messages if line["type"] == "diagnostic"))
    summary: dict[str, Any] = next(
        (line["test_summary"] for line in messages if line["type"] == "test_summary"), {}
    )
    if summary.get("status") != "pass" and not wrong:
        wrong.append(done.stderr.strip() or f"terraform test ended with {done.returncode}")
    title = f"{part}/{name}" if environment in ("", name) else f"{part}/{name}, {environment}"
    return Finding("test", title, tuple(wrong), summary.get("passed", 0))
