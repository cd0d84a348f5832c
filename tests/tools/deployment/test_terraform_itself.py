"""Terraform understands what a deployment says to it, and answers what the program in its place does."""

import shutil
from pathlib import Path

import pytest

from lonja_tools.deployment import deploying
from lonja_tools.deployment.environment import STACKS
from lonja_tools.deployment.journal import Journal
from lonja_tools.deployment.programs import Programs
from lonja_tools.deployment.steps import Deployment, stacks
from lonja_tools.user_error import UserError

STACK = """
terraform {
  backend "local" {}
}
variable "profile" {
  type = object({ environment = string, state = object({ path = string }) })
}
variable "size" {
  type    = number
  default = 1
}
resource "terraform_data" "this" {
  input            = var.profile.environment
  triggers_replace = var.size
}
output "resource_group" { value = "rg-${var.profile.environment}" }
output "front_door" { value = null }
output "hosts" { value = { shop = "shop.example.com", none = null } }
output "token" {
  value     = "not to be told"
  sensitive = true
}
"""
pytestmark = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="there is no terraform on PATH"
)


class Stacks:
    """A checkout whose stacks need no cloud, and the steps that apply them."""

    def __init__(self, checkout: Path) -> None:
        self.checkout, self.questions = checkout, list[str]()
        for stack in STACKS:
            folder = checkout / "infra" / stack
            folder.mkdir(parents=True)
            (folder / "main.tf").write_text(STACK)
        self.values = checkout / "infra" / "environments" / "dev.tfvars"
        self.values.parent.mkdir()
        self.values.write_text(
            'profile = {\n  environment = "dev"\n  state = { path = "here.tfstate" }\n}\n'
        )

    def __call__(self) -> Deployment:
        journal = Journal(self.checkout / "journal", "dev")
        deployment = Deployment(
            environment="dev",
            checkout=self.checkout,
            programs=Programs(self.checkout, print, journal.log),
            journal=journal,
            record=deploying.begin(
                journal, environment="dev", commit="c0ffee", stacks=STACKS, resume=False
            ),
            say=print,
            confirm=self._confirm,
            pause=lambda _: None,
        )
        deploying.run(deployment, list(stacks.steps(deployment)))
        return deployment

    def _confirm(self, question: str) -> bool:
        self.questions.append(question)
        return True


@pytest.fixture
def deploy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stacks:
    """By the terraform on PATH: a program in its place that only checks applies nothing."""
    monkeypatch.delenv("LONJA_TERRAFORM", raising=False)
    return Stacks(tmp_path / "checkout")


class TestTerraform:
    def test_plans_applies_and_reads_its_outputs(self, deploy: Stacks) -> None:
        deployment = deploy()

        # One that is null is kept nowhere, and one that is sensitive is not ours to write down.
        outputs = {"resource_group": "rg-dev", "hosts": {"shop": "shop.example.com", "none": None}}
        assert deployment.record.outputs == dict.fromkeys(STACKS, outputs)
        assert deployment.outputs.maybe("frontoffice", "front_door") is None
        assert deploy.questions == [f"dev, stack {one}: 1 to add. Apply it?" for one in STACKS]
        assert "not to be told" not in deployment.journal.log.read_text()

    def test_asks_nothing_where_nothing_changes_and_shows_what_is_replaced(
        self, deploy: Stacks
    ) -> None:
        deploy()
        deploy.questions.clear()

        assert deploy().record.done["confirm:functions"] == "applied"
        assert deploy.questions == []

        deploy.values.write_text(deploy.values.read_text() + "size = 2\n")
        deploy()
        assert deploy.questions[0] == "dev, stack functions: 1 to replace. Apply it?"

    def test_says_why_it_refuses(self, deploy: Stacks) -> None:
        deploy.values.write_text(deploy.values.read_text() + 'size = "large"\n')

        with pytest.raises(UserError, match=r"not suitable for var\.size") as refused:
            deploy()

        assert refused.value.what.startswith(
            "✗ Plan functions: terraform -chdir=infra/functions plan"
        )
