"""What Terraform cannot say about its own stacks."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from lonja_tools.deployment.environment import values_of
from lonja_tools.infra.parts import MODULES, PROFILE, PROFILED, STACKS

CHECKOUT = Path(__file__).resolve().parents[2]
INFRA = CHECKOUT / "infra"
PARTS = (*MODULES, *STACKS)

VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r'^output "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
RESOURCE = re.compile(r'^(?:resource|data|ephemeral) "(\w+)"', re.MULTILINE)


def text(part: str, pattern: str = "*.tf") -> str:
    return "\n".join(file.read_text() for file in sorted((INFRA / part).glob(pattern)))


class TestProfile:
    def test_is_taken_in_the_same_way_by_every_stack_that_takes_an_environment(self) -> None:
        files = {(INFRA / stack / "profile.tf").read_text() for stack in PROFILED}

        assert len(files) == 1

    def test_of_staging_differs_from_development_in_names_alone(self) -> None:
        dev, staging = (
            (INFRA / "environments" / f"{name}.tfvars").read_text().split("environment = ")[1]
            for name in ("dev", "staging")
        )
        renamed = staging.replace("staging", "dev").replace("0000d2", "0000d0")

        assert renamed == dev

    @pytest.mark.parametrize("environment", ["dev", "staging", "prod"])
    def test_is_set_by_each_environment_and_holds_nothing_else(self, environment: str) -> None:
        declared = dict(
            re.findall(r"^    (\w+) += (\w+)", text(PROFILE, "variables.tf"), re.MULTILINE)
        )
        values = values_of(CHECKOUT, environment)
        rules = {"condition", "error_message"}

        assert values.keys() <= declared.keys() - rules
        assert {n for n, kind in declared.items() if kind != "optional"} - rules <= values.keys()


def each_part[T](faults_of: Callable[[str], T]) -> dict[str, T]:
    """What is wrong, by the part it is wrong in; those without a fault are missing."""
    found = {part: faults_of(part) for part in PARTS}
    return {part: faults for part, faults in found.items() if faults}


class TestEveryVariable:
    def test_has_a_description_and_a_type(self) -> None:
        def bare(part: str) -> list[str]:
            return [
                name
                for name, body in VARIABLE.findall(text(part))
                if not re.search(r"^  description += ", body, re.MULTILINE)
                or not re.search(r"^  type +=? ?", body, re.MULTILINE)
            ]

        assert each_part(bare) == {}

    def test_has_each_of_its_rules_broken_once(self) -> None:
        def unbroken(part: str) -> Counter[str]:
            rules = Counter(
                {name: body.count("  validation {") for name, body in VARIABLE.findall(text(part))}
            )
            broken = re.findall(r"\[var\.(\w+)\]", text(f"{part}/tests", "*.tftest.hcl"))
            return rules - Counter(broken)

        assert each_part(unbroken) == {}


def test_every_output_has_a_description() -> None:
    def bare(part: str) -> list[str]:
        return [name for name, body in OUTPUT.findall(text(part)) if "  description " not in body]

    assert each_part(bare) == {}


def test_only_the_providers_that_were_chosen_are_used() -> None:
    def others(part: str) -> set[str]:
        kinds = set(RESOURCE.findall(text(part)))
        versions = set(re.findall(r'source += "hashicorp/.*\n +version = "(.*)"', text(part)))
        chosen = ("azurerm_", "azuread_", "terraform_")
        return {kind for kind in kinds if not kind.startswith(chosen)} | (versions - {"~> 5.2"})

    assert each_part(others) == {}


def test_every_module_is_used() -> None:
    used = set(re.findall(r'source = "\.\./(modules/\w+)"', "".join(text(s) for s in STACKS)))

    assert used == set(MODULES)


def test_tests_read_the_outputs_that_the_stacks_really_have() -> None:
    mocked = (INFRA / "tests" / "state" / "terraform.tfmock.hcl").read_text()
    names = set(re.findall(r"^ {6}(\w+)\s+= ", mocked, re.MULTILINE))
    stacks = "".join(text(stack) for stack in PROFILED[1:])
    read = set(re.findall(r"local\.shared\.(\w+)", stacks))
    read_of_frontoffice = set(re.findall(r"\.outputs\.(\w+)", stacks))

    shared = {name for name, _ in OUTPUT.findall(text("functions"))}
    assert read <= shared
    assert read_of_frontoffice <= {name for name, _ in OUTPUT.findall(text("frontoffice"))}
    assert names <= shared | read_of_frontoffice
    assert read | read_of_frontoffice <= names


class TestWhatCheckovSkips:
    def test_has_a_reason_beside_each_resource(self) -> None:
        skips = re.findall(r"checkov:skip=(.*)", "".join(text(part) for part in PARTS))

        assert len(skips) > 0
        assert [s for s in skips if not re.fullmatch(r"CKV2?_AZURE_\d+:[A-Z].{20,}\.", s)] == []

    def test_has_a_reason_above_each_rule(self) -> None:
        lines = (INFRA / ".checkov.yaml").read_text().split("skip-check:\n")[1].splitlines()

        assert [line.split()[0] for line in lines] == ["#", "-"] * (len(lines) // 2)


PAGES = sorted(
    page for page in (CHECKOUT / "docs" / "architecture").glob("*.md") if ".es." not in page.name
)
IN_TWO_LANGUAGES = [page for page in PAGES if page.name != "checklist.md"]


class TestAPageOfTheArchitecture:
    @pytest.mark.parametrize("english", IN_TWO_LANGUAGES, ids=lambda page: page.stem)
    def test_is_the_same_in_both_languages(self, english: Path) -> None:
        shapes = [
            [
                (line.partition(" ")[0].count("#"), line.count("|"))
                for line in page.read_text().splitlines()
                if line[:1] in "#|" and line
            ]
            for page in (english, english.with_suffix(".es.md"))
        ]

        assert shapes[0] == shapes[1]

    @pytest.mark.parametrize("english", IN_TWO_LANGUAGES, ids=lambda page: page.stem)
    def test_names_files_that_exist(self, english: Path) -> None:
        for page in (english, english.with_suffix(".es.md")):
            named = re.findall(r"`((?:infra|tests|src)/[\w./]+\.\w+)`", page.read_text())

            assert [name for name in named if not (CHECKOUT / name).exists()] == []

    def test_is_there_for_each_question(self) -> None:
        assert [page.stem for page in IN_TWO_LANGUAGES] == [
            "costs",
            "identities",
            "infrastructure",
            "stacks",
            "trade-offs",
        ]
