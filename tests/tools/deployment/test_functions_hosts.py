"""A function app that is deployed must run: an apply is green either way."""

from tests.support.fake_azure import FakeAzure
from tests.support.shipping import OURS, Shipping


class TestAHostOfFunctions:
    def test_that_lists_all_and_does_not_run_stops_the_deployment_before_a_swap(
        self, deploy: Shipping, azure: FakeAzure
    ) -> None:
        reason = "Unable to create client for AzureWebJobsStorage"
        azure.set(hosts=[{"state": "Error", "errors": [reason]}] * 9)

        stopped = deploy.stops()

        assert stopped.what.endswith(f"The host of fn-background is Error: {reason}")
        assert [call for call in azure.calls(changing=True) if "slot swap" in call] == []

    def test_that_starts_slowly_is_waited_for(self, deploy: Shipping, azure: FakeAzure) -> None:
        azure.set(hosts=[{"state": "Initialized", "errors": []}])

        deploy()

        assert deploy.releases() == OURS
