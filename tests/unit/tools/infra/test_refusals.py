"""What counts as a refusal: the right rule, by itself, in its own words."""

from pathlib import Path
from typing import Any

import pytest

from lonja_tools.infra.refusals import Rule, judged, refused, rules, single, unread, untried

VARIABLES = """variable "size" {
  description = "How large."
  type        = number

  validation {
    condition     = var.size > 0
    error_message = "size must be above 0."
  }

  validation {
    condition     = var.size < 9
    error_message = "size must be below 9."
  }
}
"""
REFUSALS = """mock_provider "azurerm" {}

run "refuses_size_nothing" {
  command = plan

  variables {
    size = 0
  }

  expect_failures = [var.size]
}

run "refuses_size_huge" {
  command = plan

  variables {
    size = 10
  }

  expect_failures = [var.size]
}
"""
RULES = [
    Rule("size", "variables.tf", 5, "size must be above 0."),
    Rule("size", "variables.tf", 10, "size must be below 9."),
]
RUNS = [("refuses_size_nothing", "size")]


def diagnostics(detail: str, run: str = "refuses_size_nothing") -> list[dict[str, Any]]:
    diagnostic = {"severity": "error", "summary": "Invalid value", "detail": detail}
    return [{"type": "diagnostic", "@testrun": run, "diagnostic": diagnostic}]


def by_rule(line: int, message: str) -> str:
    return f"{message}\n\nThis was checked by the validation rule at variables.tf:{line},3-13."


class TestRules:
    def test_are_known_by_their_line_and_their_words(self, tmp_path: Path) -> None:
        (tmp_path / "variables.tf").write_text(VARIABLES)

        assert rules(tmp_path) == RULES

    def test_that_nothing_broke_are_found(self) -> None:
        assert untried(RULES, diagnostics(by_rule(5, "size must be above 0."))) == [RULES[1]]

    def test_that_stand_elsewhere_or_in_another_form_are_found(self, tmp_path: Path) -> None:
        (tmp_path / "variables.tf").write_text(VARIABLES)
        (tmp_path / "main.tf").write_text(VARIABLES)
        (tmp_path / "variables.more.tf").write_text(
            VARIABLES.replace("  validation", " validation")
        )

        assert unread(tmp_path) == [
            "main.tf: 2 rules, of which 0 are read",
            "variables.more.tf: 2 rules, of which 0 are read",
        ]


class TestAFile:
    def test_that_is_missing_leaves_every_rule_untried(self, tmp_path: Path) -> None:
        part = tmp_path / "module"
        (part / "tests").mkdir(parents=True)
        (part / "variables.tf").write_text(VARIABLES)

        assert refused(tmp_path, part / "tests" / "x.tftest.hcl", lambda _: []) == (
            0,
            [
                "variables.tf:5: nothing breaks this rule",
                "variables.tf:10: nothing breaks this rule",
            ],
        )

    def test_holds_refusals_alone_for_nothing_else_is_run(self, tmp_path: Path) -> None:
        tests = tmp_path / "module" / "tests"
        tests.mkdir(parents=True)
        file = tests / "refusals.tftest.hcl"
        file.write_text('run "keeps_its_names" {\n  command = plan\n}\n')

        assert refused(tmp_path, file, lambda _: [])[1] == [
            "keeps_its_names: breaks no variable, and nothing else is tried here"
        ]


class TestARun:
    def test_is_tried_by_itself_and_expects_nothing(self) -> None:
        runs = list(single(REFUSALS))

        assert [(name, variable) for name, variable, _ in runs] == [
            ("refuses_size_nothing", "size"),
            ("refuses_size_huge", "size"),
        ]
        assert "expect_failures" not in runs[1][2]
        assert runs[1][2].startswith('mock_provider "azurerm" {}')
        assert "size = 10" in runs[1][2]
        assert "size = 0" not in runs[1][2]

    def test_passes_when_its_rule_says_what_it_says(self) -> None:
        assert judged(RULES, RUNS, diagnostics(by_rule(5, "size must be above 0."))) == (1, [])

    @pytest.mark.parametrize(
        ("events", "problem"),
        [
            ([], "was accepted"),
            (
                diagnostics("No such file."),
                "refused for another reason: Invalid value: No such file.",
            ),
            (
                diagnostics(by_rule(5, "something else")),
                "said 'something else' where the rule says 'size must be above 0.'",
            ),
        ],
    )
    def test_fails_when_anything_else_happens(
        self, events: list[dict[str, Any]], problem: str
    ) -> None:
        assert judged(RULES, RUNS, events) == (0, [f"refuses_size_nothing: {problem}"])

    def test_fails_when_it_breaks_two_rules_at_once(self) -> None:
        both = diagnostics(by_rule(5, "size must be above 0.")) + diagnostics(
            by_rule(10, "size must be below 9.")
        )

        assert judged(RULES, RUNS, both)[1] == ["refuses_size_nothing: breaks more than one rule"]

    def test_fails_when_a_rule_of_another_variable_refuses(self) -> None:
        other = Rule("name", "variables.tf", 5, "size must be above 0.")

        assert judged([other], RUNS, diagnostics(by_rule(5, other.message))) == (
            0,
            ["refuses_size_nothing: refused by a rule of name, not of size"],
        )
