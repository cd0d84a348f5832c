"""A deployment in a pipeline outlasts the five minutes that GitHub's token is good for."""

from pathlib import Path

import pytest
from tests.support.fake_azure import FakeAzure
from tests.support.shipping import OURS, Shipping

from lonja_tools.deployment import programs
from lonja_tools.deployment.programs import Programs, az
from lonja_tools.places import CHECKOUT
from lonja_tools.user_error import UserError

SHOW = az("account", "show", "--output", "json", changes=False)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(programs, "time", made)
    return made


@pytest.fixture
def job(azure: FakeAzure, monkeypatch: pytest.MonkeyPatch) -> FakeAzure:
    """The environment of a job that may ask for tokens."""
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"http://127.0.0.1:{azure.port}/github?v=2")
    monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a-job")
    monkeypatch.setenv("ARM_CLIENT_ID", "who-deploys")
    monkeypatch.setenv("ARM_TENANT_ID", "a-tenant")
    monkeypatch.setenv("ARM_SUBSCRIPTION_ID", "one")
    return azure


def sign_ins(azure: FakeAzure) -> int:
    return sum(call.startswith("az login ") for call in azure.calls())


class TestInAPipeline:
    def test_a_deployment_signs_in_again_before_the_token_expires(
        self, job: FakeAzure, clock: Clock, tmp_path: Path
    ) -> None:
        signed_in = Programs(CHECKOUT, print, tmp_path / "log")
        counts = []
        for passed_s in (0, 200, 39, 1, 3600):
            clock.now_s += passed_s
            assert signed_in.json(SHOW)["id"] == "one"
            counts.append(sign_ins(job))

        assert counts == [1, 1, 1, 2, 3]
        assert "az account set --subscription one --only-show-errors" in job.calls()

    def test_the_token_is_printed_and_written_nowhere(self, job: FakeAzure, tmp_path: Path) -> None:
        deploy = Shipping(job, tmp_path / "journal")
        deploy()

        assert deploy.releases() == OURS
        assert sign_ins(job) == 1
        written = "".join(p.read_text() for p in deploy.journal.folder.iterdir() if p.is_file())
        assert "a-token-of-github" not in written + "".join(deploy.messages)

    def test_a_job_that_gets_no_token_fails_with_the_reason(
        self, job: FakeAzure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "another")

        with pytest.raises(UserError, match=r"GitHub gives no token to sign in with: .*401"):
            Programs(CHECKOUT, print, tmp_path / "log").run(SHOW)

    def test_an_identity_that_refuses_the_token_fails_with_the_reason(
        self, job: FakeAzure, tmp_path: Path
    ) -> None:
        job.set(fails=["az login"])

        with pytest.raises(UserError) as refused:
            Programs(CHECKOUT, print, tmp_path / "log").run(SHOW)

        assert refused.value.what == "az login was refused: ERROR: the service said no"


def test_a_person_is_signed_in_already(
    azure: FakeAzure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_URL", raising=False)
    Programs(CHECKOUT, print, tmp_path / "log").run(SHOW)

    assert sign_ins(azure) == 0
