"""What a plan says of an environment, and what it never does to it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lonja_tools.infra.commands import app
from lonja_tools.infra.plan import SHOWN_CHARACTERS, Planned, document

PLANS = """
echo "$@" >> "$CALLS"
case "$2" in
    plan) echo 'Plan: 1 to add, 0 to change, 0 to destroy.'; exit 2;;
    show) echo '{"resource_changes": [{"type": "azurerm_subnet", "change": {"actions": ["create"]}}]}';;
esac
"""
# As the provider reads a function app back: without a setting that it has to be given.
READS_ONE_SETTING_NOT_BACK = """
app='"type": "azurerm_function_app_flex_consumption"'
change='"actions": ["update"], "before": {"app_settings": {}}, "after": {"app_settings": {"AzureWebJobsStorage": ""}}'
case "$2" in
    plan) echo 'Plan: 0 to add, 1 to change, 0 to destroy.'; exit 2;;
    show) echo "{\\"resource_changes\\": [{$app, \\"change\\": {$change}}]}";;
esac
"""
FINDS_NOTHING = """
case "$2" in
    plan) echo 'No changes. Your infrastructure matches the configuration.';;
esac
"""
CANNOT_READ_THE_STATE = """
case "$2" in
    init) echo 'Error: Failed to get existing workspaces: 403' >&2; exit 1;;
esac
"""


@pytest.fixture
def terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "terraform"
    monkeypatch.setenv("LONJA_TERRAFORM", str(program))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return program


def does(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}")
    program.chmod(0o755)


class TestAPlan:
    def test_reads_the_state_of_its_environment_and_takes_no_lock(
        self, terraform: Path, tmp_path: Path
    ) -> None:
        does(terraform, PLANS)

        result = CliRunner().invoke(app, ["plan", "--environment", "staging"])

        assert result.exit_code == 0
        assert result.output.splitlines() == [
            f"{stack}: Plan: 1 to add, 0 to change, 0 to destroy."
            for stack in ("functions", "frontoffice", "backoffice")
        ]
        calls = (tmp_path / "calls").read_text().splitlines()
        inits, plans, shows = calls[0::3], calls[1::3], calls[2::3]
        assert len(inits) == len(plans) == len(shows) == 3
        assert all("-backend-config=container_name=staging" in call for call in inits)
        assert all("-lock=false" in call and "staging.tfvars" in call for call in plans)
        assert all("-refresh=false" in call for call in plans)
        assert not any(word in call.split() for call in calls for word in ("apply", "destroy"))

    def test_is_written_down_for_a_comment(self, terraform: Path, tmp_path: Path) -> None:
        does(terraform, PLANS)
        file = tmp_path / "plan.md"

        CliRunner().invoke(app, ["plan", "--environment", "prod", "--out", str(file)])

        assert file.read_text().startswith("## Plan of prod\n")
        assert file.read_text().count("<details>") == 3

    @pytest.mark.parametrize(
        ("script", "exit_code"), [(PLANS, 1), (FINDS_NOTHING, 0), (READS_ONE_SETTING_NOT_BACK, 0)]
    )
    def test_fails_at_night_after_a_change_made_in_azure(
        self, terraform: Path, tmp_path: Path, script: str, exit_code: int
    ) -> None:
        does(terraform, f'echo "$@" >> "$CALLS"{script}')

        result = CliRunner().invoke(app, ["plan", "--environment", "prod", "--drift"])

        assert result.exit_code == exit_code
        assert "plan -input=false" in (tmp_path / "calls").read_text()
        assert "-refresh=true" in (tmp_path / "calls").read_text()

    def test_says_why_there_is_no_plan(self, terraform: Path) -> None:
        does(terraform, CANNOT_READ_THE_STATE)

        result = CliRunner().invoke(app, ["plan", "--environment", "prod"])

        assert result.exit_code == 1
        assert "functions: no plan" in result.output
        assert "Failed to get existing workspaces: 403" in result.output

    def test_is_for_an_environment_that_exists(self, terraform: Path) -> None:
        result = CliRunner().invoke(app, ["plan", "--environment", "qa"])

        assert result.exit_code == 2


class TestTheComment:
    def test_keeps_the_end_of_what_is_too_long(self) -> None:
        long = "+ a line\n" * 9000 + "Plan: 9000 to add, 0 to change, 0 to destroy."
        text = document("prod", [Planned("functions", 2, long)])

        assert len(text) < SHOWN_CHARACTERS + 500
        assert text.count("Plan: 9000 to add") == 2

    def test_cannot_be_broken_out_of(self) -> None:
        assert "\n```\n" not in document("prod", [Planned("x", 2, "a\n```\nb")]).split("```\n")[1]
