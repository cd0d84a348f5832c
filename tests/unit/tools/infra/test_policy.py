"""The checklist finds what is wrong: each kind of rule is shown something that breaks it."""

from typing import Any

import pytest

from lonja_tools.infra.asserts import asserts, unasserted
from lonja_tools.infra.built import Built
from lonja_tools.infra.checklist import DOCUMENT, LINES, document
from lonja_tools.infra.parts import ENVIRONMENTS, INFRA
from lonja_tools.infra.policy import Line, every, wrong

BY_NUMBER = {line.number: line for line in LINES}


def built(kind: str, *, environment: str = "prod", address: str = "", **values: Any) -> Built:
    """An environment of one resource in the stack functions."""
    found = Built(environment)
    resource = {
        "mode": "managed",
        "type": kind,
        "address": address or f"{kind}.this",
        "values": values,
    }
    found.add("functions", {"child_modules": [{"resources": [resource]}]})
    return found


class TestEveryRule:
    def test_is_broken_by_a_value_and_names_its_place(self) -> None:
        keyed = built("azurerm_storage_account", shared_access_key_enabled=True)

        assert wrong(BY_NUMBER[3], keyed)[0] == (
            "functions: azurerm_storage_account.this: shared_access_key_enabled is True"
        )

    def test_looks_into_blocks(self) -> None:
        server = built(
            "azurerm_postgresql_flexible_server",
            authentication=[
                {
                    "active_directory_auth_enabled": True,
                    "password_auth_enabled": True,
                    "tenant_id": "t",
                }
            ],
        )

        assert wrong(BY_NUMBER[6], server)[0] == (
            "functions: azurerm_postgresql_flexible_server.this:"
            " authentication.password_auth_enabled is True"
        )

    def test_is_broken_where_there_is_nothing_to_look_at(self) -> None:
        assert wrong(BY_NUMBER[7], Built("prod")) == ["prod has no azurerm_key_vault"]

    def test_says_nothing_where_it_is_not_asked(self) -> None:
        line = Line(0, "", "", every("azurerm_key_vault", sku_name="premium"), ("prod",))

        assert wrong(line, built("azurerm_key_vault", environment="dev", sku_name="standard")) == []


class TestRights:
    def test_on_a_subscription_or_a_group_are_too_wide(self) -> None:
        for scope in ("/subscriptions/1", "/subscriptions/1/resourceGroups/rg"):
            grant = built(
                "azurerm_role_assignment",
                scope=scope,
                role_definition_name="Contributor",
                principal_type="ServicePrincipal",
            )

            assert wrong(BY_NUMBER[5], grant) == [
                f"functions: azurerm_role_assignment.this: Contributor on {scope}"
            ]

    def test_of_people_are_not_given_here(self) -> None:
        queue = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st"
        grant = built("azurerm_role_assignment", scope=queue, principal_type="User")

        assert wrong(BY_NUMBER[5], grant) == [
            "functions: azurerm_role_assignment.this: principal_type is 'User'"
        ]


class TestSecrets:
    def test_in_plain_settings_are_found(self) -> None:
        app = built(
            "azurerm_linux_web_app",
            key_vault_reference_identity_id="id",
            app_settings={"LONJA_SMTP_PASSWORD": "hunter2"},
        )

        assert wrong(BY_NUMBER[8], app) == [
            "functions: azurerm_linux_web_app.this: LONJA_SMTP_PASSWORD is no reference"
        ]

    def test_that_terraform_writes_are_found(self) -> None:
        secret = built("azurerm_key_vault_secret", value_wo_version=1)

        assert wrong(BY_NUMBER[9], secret) == [
            "functions: azurerm_key_vault_secret.this would be known to who plans"
        ]


class TestTheFirewall:
    def test_that_only_watches_is_found(self) -> None:
        policy = built(
            "azurerm_cdn_frontdoor_firewall_policy",
            mode="Detection",
            managed_rule=[],
            custom_rule=[],
        )

        broken = wrong(BY_NUMBER[19], policy)

        assert (
            "functions: azurerm_cdn_frontdoor_firewall_policy.this: mode is 'Detection'" in broken
        )
        assert len(broken) == 6


class TestTags:
    def test_that_are_missing_are_named(self) -> None:
        vault = built(
            "azurerm_key_vault", environment="dev", tags={"env": "dev", "stack": "functions"}
        )

        assert wrong(BY_NUMBER[40], vault) == [
            "functions: azurerm_key_vault.this: no tag cost-center, owner"
        ]


class TestTheChecklist:
    def test_has_all_42_lines(self) -> None:
        assert [line.number for line in LINES] == list(range(1, 43))

    @pytest.mark.parametrize("environment", ENVIRONMENTS)
    def test_has_each_line_asserted_where_it_is_asked(self, environment: str) -> None:
        assert list(unasserted(LINES, environment, asserts(INFRA))) == []

    def test_is_written_down(self) -> None:
        assert DOCUMENT.read_text() == document()
