"""A line of the checklist is asserted where a run says so, with the values of the environment."""

from pathlib import Path

import pytest

from lonja_tools.infra.asserts import Assert, Line, asserts, held, unasserted

TESTS = """mock_provider "azurerm" {}

run "plan" {
  command = plan

  assert {
    condition     = azurerm_key_vault.this.purge_protection_enabled
    error_message = "[7] Nothing in the vault is lost."
  }

  assert {
    condition     = azurerm_key_vault.this.rbac_authorization_enabled
    error_message = "[7] The vault asks for roles."
  }
}

run "apply" {
  assert {
    condition     = output.names == {}
    error_message = "Names hold no line."
  }

  assert {
    condition     = azurerm_storage_account.this.local_user_enabled == false
    error_message = "[3] There are no local users."
  }
}
"""
VAULT = Line(7, "Vault with roles", "azurerm_key_vault")
WAF = Line(19, "Firewall", "azurerm_cdn_frontdoor_firewall_policy", environments=("prod",))


def one(line: int, *, part: str = "functions", file: str) -> Assert:
    return Assert(line=line, part=part, file=f"{file}.tftest.hcl", run="apply")


def test_a_run_marks_each_of_its_lines_once(tmp_path: Path) -> None:
    folder = tmp_path / "modules" / "vault" / "tests"
    folder.mkdir(parents=True)
    (folder / "environments.tftest.hcl").write_text(TESTS)

    assert [(found.line, found.part, found.run) for found in asserts(tmp_path)] == [
        (7, "modules/vault", "plan"),
        (3, "modules/vault", "apply"),
    ]


class TestAnAssert:
    @pytest.mark.parametrize(
        ("part", "file", "environments"),
        [
            ("functions", "dev", ("dev",)),
            ("functions", "prod", ("prod",)),
            ("modules/web_app", "environments", ("dev", "prod")),
            ("modules/web_app", "keyless", ()),
            ("bootstrap", "deployers", ("dev", "prod")),
        ],
    )
    def test_is_about_the_environments_whose_values_it_is_run_with(
        self, part: str, file: str, environments: tuple[str, ...]
    ) -> None:
        assert one(7, part=part, file=file).environments == environments

    def test_of_one_environment_says_nothing_of_the_other(self) -> None:
        known = [one(7, file="prod")]

        assert held(VAULT, "prod", known) == known
        assert list(unasserted([VAULT], "dev", known)) == [
            "(7) Vault with roles: no test asserts it for dev"
        ]

    def test_is_not_asked_where_the_line_is_not(self) -> None:
        assert list(unasserted([WAF], "dev", [])) == []
        assert list(unasserted([WAF], "prod", [])) == ["(19) Firewall: no test asserts it for prod"]

    def test_that_holds_nothing_is_named(self) -> None:
        known = [one(7, file="environments"), one(43, file="prod"), one(7, file="names")]

        assert list(unasserted([VAULT], "prod", known)) == [
            "functions/tests/prod.tftest.hcl: apply: the checklist has no line 43",
            "functions/tests/names.tftest.hcl: apply: line 7 is asserted with the values of no environment",
        ]
