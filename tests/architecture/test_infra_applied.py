"""What dev and prod consist of, applied on mocked providers."""

import os
import re

import pytest
from tests.support.terraform import TERRAFORM, built

from lonja.kernel.settings import Settings
from lonja_tools.infra.built import FUNCTION_APP, WEB_APPS
from lonja_tools.infra.costs.bill import estimate
from lonja_tools.infra.documents import outdated
from lonja_tools.infra.parts import ENVIRONMENTS

pytestmark = pytest.mark.skipif(
    not TERRAFORM, reason="LONJA_TERRAFORM names no terraform with providers"
)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
class TestAnEnvironment:
    def test_costs_what_the_documents_say(self, environment: str) -> None:
        found = estimate(built(environment)).bill
        without_reports = found.usd - found.by(lambda cost: cost.switch)["Fabric capacity"]

        whole, rest = {"dev": (45, 30), "prod": (3355, 2890)}[environment]
        assert found.usd == pytest.approx(whole, rel=0.1)
        assert without_reports == pytest.approx(rest, rel=0.1)
        assert found.unpriced == ()

    def test_costs_less_in_each_stack_than_what_its_budget_rings_at(self, environment: str) -> None:
        stacks = estimate(built(environment)).bill.by(lambda cost: cost.stack)
        rings = {
            budget.stack: 0.8 * budget.get("amount")
            for budget in built(environment).all("azurerm_consumption_budget_resource_group")
        }

        assert {stack: usd for stack, usd in stacks.items() if usd > rings[stack]} == {}

    def test_gives_each_app_settings_that_it_accepts(
        self, environment: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for app in built(environment).all(*WEB_APPS, FUNCTION_APP):
            ours = {
                name: re.sub(
                    r"^@Microsoft\.KeyVault\(.*\)$", "a secret of the vault, 32 letters", value
                )
                for name, value in app.get("app_settings").items()
                if name.startswith("LONJA_")
            }
            with monkeypatch.context() as process:
                for name in [name for name in os.environ if name.startswith("LONJA_")]:
                    process.delenv(name)
                for name, value in ours.items():
                    process.setenv(name, value)
                settings = Settings()

            assert settings.environment == "production", app.place
            has_key = not any(name in app.address for name in ("spa", "etl", "models"))
            assert bool(settings.secret_key) == has_key, app.place
            if "spa" not in app.address:
                assert settings.database_entra, app.place
                assert "?sslmode=require" in settings.database_url, app.place
                assert ":@" not in settings.database_url, app.place

    def test_has_each_app_report_by_its_identity_under_a_name_of_its_own(
        self, environment: str
    ) -> None:
        """A slot, too: what is tried out there is nothing that happened to a buyer."""
        apps = built(environment).all(*WEB_APPS, FUNCTION_APP)
        everyone = [app.get("app_settings") for app in apps]
        names = [settings["LONJA_INSIGHTS_ROLE"] for settings in everyone]

        assert len(set(names)) == len(names)
        assert {settings["LONJA_INSIGHTS_PERCENT"] for settings in everyone} == {
            {"dev": "50", "prod": "20"}[environment]
        }
        for settings in everyone:
            identity = settings["AZURE_CLIENT_ID"]
            by = settings["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"]
            assert by == f"Authorization=AAD;ClientId={identity}"
        sticky = [app.get("sticky_settings.app_setting_names") for app in apps]
        assert [kept for kept in sticky if kept] == [
            ["APPLICATIONINSIGHTS_CONNECTION_STRING", "LONJA_INSIGHTS_ROLE"]
        ] * len([app for app in apps if app.kind == WEB_APPS[1]])


def test_the_documents_are_those_of_what_is_built() -> None:
    assert outdated({name: built(name) for name in ENVIRONMENTS})[0] == []


def test_the_api_of_a_small_environment_answers_the_subnet_of_its_host_alone() -> None:
    apps = {app.get("tags")["azd-service-name"]: app for app in built("dev").all(WEB_APPS[0])}
    (rule,) = apps["backoffice"].get("site_config.ip_restriction")

    assert apps["backoffice"].get("site_config.ip_restriction_default_action") == "Deny"
    assert (rule["action"], rule["virtual_network_subnet_id"]) == (
        "Allow",
        apps["spa"].get("virtual_network_subnet_id"),
    )
    # Everything else that the host sends keeps its own way out: that subnet has none.
    assert apps["spa"].get("site_config.vnet_route_all_enabled") is False
