"""What `./lonja infra` says with, without and with a broken Terraform."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lonja_tools.infra.checkov import scanned
from lonja_tools.infra.commands import app
from lonja_tools.infra.parts import STACKS

SAYS_YES = """
case "$2" in
    validate) echo '{"valid": true, "diagnostics": []}';;
    test) echo '{"type": "test_summary", "test_summary": {"status": "pass", "passed": 3}}';;
esac
"""
SAYS_NO = """
case "$2" in
    validate)
        echo '{"valid": false, "diagnostics": [{"severity": "error", "summary": "Unsupported argument",
          "detail": "There is no nonsense.", "range": {"filename": "main.tf", "start": {"line": 7}}}]}'
        exit 1;;
esac
"""
CANNOT_DOWNLOAD = """
if [ "$2" = init ]; then
    echo "Error: Failed to query available provider packages" >&2
    exit 1
fi
"""


@pytest.fixture
def terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of terraform; a test writes what it does."""
    program = tmp_path / "terraform"
    monkeypatch.setenv("LONJA_TERRAFORM", str(program))
    return program


def does(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)


class TestInfraValidate:
    def test_names_every_stack_that_is_valid(self, terraform: Path) -> None:
        does(terraform, SAYS_YES)

        result = CliRunner().invoke(app, ["validate"])

        assert result.exit_code == 0
        assert [f"✓ validate {stack}" in result.output for stack in STACKS] == [True] * len(STACKS)

    def test_fails_with_the_place_and_the_reason(self, terraform: Path) -> None:
        does(terraform, SAYS_NO)

        result = CliRunner().invoke(app, ["validate", "--json"])

        assert result.exit_code == 1
        wrong = {f["part"]: f["wrong"] for f in json.loads(result.stdout)["findings"] if f["wrong"]}
        assert wrong == {
            stack: ["main.tf:7: Unsupported argument: There is no nonsense."] for stack in STACKS
        }

    @pytest.mark.parametrize(("strict", "exit_code"), [((), 0), (("--strict",), 1)])
    def test_says_so_when_there_is_no_terraform(
        self, terraform: Path, strict: tuple[str, ...], exit_code: int
    ) -> None:
        result = CliRunner().invoke(app, ["validate", *strict])

        assert not terraform.exists()
        assert result.exit_code == exit_code
        assert result.output.startswith("Terraform not checked: LONJA_TERRAFORM names ")

    @pytest.mark.parametrize(("strict", "exit_code"), [((), 0), (("--strict",), 1)])
    def test_says_so_when_providers_cannot_be_downloaded(
        self, terraform: Path, strict: tuple[str, ...], exit_code: int
    ) -> None:
        does(terraform, CANNOT_DOWNLOAD)

        result = CliRunner().invoke(app, ["validate", *strict])

        assert result.exit_code == exit_code
        assert "Terraform not checked: its providers could not be downloaded" in result.output


class TestInfraTest:
    def test_counts_what_passed(self, terraform: Path) -> None:
        does(terraform, SAYS_YES)

        result = CliRunner().invoke(app, ["test", "--json"])

        tests = [f for f in json.loads(result.stdout)["findings"] if f["check"] == "test"]
        assert {f["passed"] for f in tests} == {3}
        assert not any(f["wrong"] for f in tests)

    def test_fails_where_a_wrong_value_is_taken(self, terraform: Path) -> None:
        does(terraform, SAYS_YES)

        result = CliRunner().invoke(app, ["test", "--json"])

        assert result.exit_code == 1
        wrong = next(
            f["wrong"]
            for f in json.loads(result.stdout)["findings"]
            if (f["check"], f["part"]) == ("refusals", "bootstrap")
        )
        assert "refuses_project_long: was accepted" in wrong


class TestTheScan:
    def test_says_how_to_get_what_is_missing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LONJA_CHECKOV", str(tmp_path / "nothing"))

        finding = scanned()

        assert finding.wrong == ()
        assert finding.not_checked.startswith("there is no checkov. Get it with")

    def test_names_the_resource_that_breaks_a_rule(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failed = {
            "check_id": "CKV_AZURE_59",
            "check_name": "Ensure that Storage accounts disallow public access",
            "file_path": "/functions/storage.tf",
            "file_line_range": [13, 58],
            "resource": "azurerm_storage_account.store",
        }
        report = {"results": {"failed_checks": [failed]}, "summary": {"passed": 144}}
        does(tmp_path / "checkov", f"echo '{json.dumps(report)}'; exit 1")
        monkeypatch.setenv("LONJA_CHECKOV", str(tmp_path / "checkov"))

        place = "functions/storage.tf:13: CKV_AZURE_59"
        wrong = f"{place}: {failed['check_name']} (azurerm_storage_account.store)"
        assert scanned().wrong == (wrong,)
