"""The checklist of the infrastructure: what is asked, where it stands, and what holds it.

`python -m lonja_tools.infra.checklist` writes docs/architecture/checklist.md; `--check` compares.
"""

import sys
from pathlib import Path

from lonja_tools.infra.asserts import Assert, asserts, held
from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, WEB_APPS
from lonja_tools.infra.parts import ENVIRONMENTS, INFRA
from lonja_tools.infra.policy import (
    Line,
    among,
    at_least,
    both,
    budget_for_each_stack,
    each_subnet_guarded,
    every,
    everything_logged,
    everything_private,
    firewall_prevents,
    hardened,
    is_set,
    locked,
    narrow_rights,
    no_secret_in_terraform,
    none,
    one_way_out,
    only_front_door_calls,
    own_identity_for_each_app,
    rings,
    said_in_each_stack,
    scales_out_and_in,
    secrets_are_references,
    tagged,
    zones_linked,
)

PROD = ("prod",)
STORAGE = "azurerm_storage_account"
VAULT = "azurerm_key_vault"
ENTRA_ONLY = every(
    POSTGRESQL,
    authentication__active_directory_auth_enabled=True,
    authentication__password_auth_enabled=False,
    authentication__tenant_id=is_set,
)
PRIVATE_APPS = (*WEB_APPS, FUNCTION_APP, POSTGRESQL, STORAGE, VAULT)

LINES = (
    Line(1, "Provider pinned, and only the resource providers that are needed registered",
         "provider.resource_providers_to_register",
         said_in_each_stack('version = "~> 5.2"', "resource_providers_to_register = [")),
    Line(2, "State in Blob Storage, read with Entra tokens", "backend.use_azuread_auth",
         said_in_each_stack('backend "azurerm"', "use_azuread_auth = true")),
    Line(3, "No storage account has keys", "azurerm_storage_account.shared_access_key_enabled",
         both(every(STORAGE, shared_access_key_enabled=False, default_to_oauth_authentication=True,
                    local_user_enabled=False),
              said_in_each_stack("storage_use_azuread = true", "data_plane_available = false"))),
    Line(4, "An identity of its own for each app", "azurerm_user_assigned_identity",
         own_identity_for_each_app),
    Line(5, "Rights at the narrowest scope, for apps only", "azurerm_role_assignment.scope",
         both(every("azurerm_role_assignment", scope=is_set), narrow_rights)),
    Line(6, "Databases take Entra tokens and no passwords", f"{POSTGRESQL}.authentication",
         both(ENTRA_ONLY, every(f"{POSTGRESQL}_active_directory_administrator", object_id=is_set))),
    Line(7, "Vault with roles, and no purge", "azurerm_key_vault.purge_protection_enabled",
         every(VAULT, rbac_authorization_enabled=True, purge_protection_enabled=True,
               soft_delete_retention_days=at_least(90))),
    Line(8, "Secrets in settings are references", "app_settings, key_vault_reference_identity_id",
         both(secrets_are_references, every(*WEB_APPS, key_vault_reference_identity_id=is_set))),
    Line(9, "Secrets are in no state", "no azurerm_key_vault_secret: a deployment puts it in",
         no_secret_in_terraform),
    Line(10, "HTTPS and TLS 1.2; no FTP, no passwords for deployments", "azurerm_linux_web_app.https_only",
         both(every(*WEB_APPS, https_only=True, site_config__minimum_tls_version="1.2",
                    site_config__scm_minimum_tls_version="1.2", site_config__ftps_state="Disabled",
                    ftp_publish_basic_authentication_enabled=False,
                    webdeploy_publish_basic_authentication_enabled=False),
              every(FUNCTION_APP, https_only=True, site_config__minimum_tls_version="1.2",
                    webdeploy_publish_basic_authentication_enabled=False))),
    Line(11, "Apps send everything through the network", "virtual_network_subnet_id, vnet_route_all_enabled",
         every(*WEB_APPS, FUNCTION_APP, virtual_network_subnet_id=is_set,
               site_config__vnet_route_all_enabled=True), PROD),
    Line(12, "A guarded subnet per role", "azurerm_subnet, azurerm_network_security_group",
         both(every("azurerm_subnet", default_outbound_access_enabled=False), each_subnet_guarded), PROD),
    Line(13, "Everything with data has a private address", "azurerm_private_endpoint", everything_private, PROD),
    Line(14, "Private DNS zones are linked", "azurerm_private_dns_zone_virtual_network_link", zones_linked, PROD),
    Line(15, "One known address to leave by", "azurerm_subnet_nat_gateway_association", one_way_out, PROD),
    Line(16, "No public addresses", "public_network_access_enabled",
         every(*PRIVATE_APPS, public_network_access_enabled=False), PROD),
    Line(17, "One front door, HTTPS only", "azurerm_cdn_frontdoor_profile, _route",
         both(every("azurerm_cdn_frontdoor_profile", sku_name="Premium_AzureFrontDoor"),
              every("azurerm_cdn_frontdoor_route", https_redirect_enabled=True,
                    forwarding_protocol="HttpsOnly", link_to_default_domain=False),
              every("azurerm_cdn_frontdoor_custom_domain", tls__minimum_version="TLS12")), PROD),
    Line(18, "Front Door's private links are listed, to be approved", "azurerm_cdn_frontdoor_origin.private_link",
         every("azurerm_cdn_frontdoor_origin", private_link__request_message=is_set,
               certificate_name_check_enabled=True), PROD),
    Line(19, "Firewall prevents: default rules, bots, floods", "azurerm_cdn_frontdoor_firewall_policy",
         firewall_prevents, PROD),
    Line(20, "Web apps refuse all but our Front Door", "site_config.ip_restriction", only_front_door_calls, PROD),
    Line(21, "Compute spreads over zones", "azurerm_service_plan.zone_balancing_enabled",
         every("azurerm_service_plan", zone_balancing_enabled=True), PROD),
    Line(22, "Databases have a standby in another zone", f"{POSTGRESQL}.high_availability",
         every(POSTGRESQL, high_availability__mode="ZoneRedundant"), PROD),
    Line(23, "Storage survives a zone", "azurerm_storage_account.account_replication_type",
         every(STORAGE, account_replication_type=among("ZRS", "GZRS")), PROD),
    Line(24, "Plans scale out and in, and stand ready for sales", "azurerm_monitor_autoscale_setting",
         scales_out_and_in, PROD),
    Line(25, "Function apps have bounds", f"{FUNCTION_APP}.maximum_instance_count",
         every(FUNCTION_APP, maximum_instance_count=at_least(1), instance_memory_in_mb=among(512, 2048, 4096))),
    Line(26, "Releases go through a slot; settings of the environment stay", "azurerm_linux_web_app_slot",
         both(every(WEB_APPS[1], name="staging"),
              every(WEB_APPS[0], sticky_settings__app_setting_names=is_set)), PROD),
    Line(27, "Instances are asked for their health, and healed", "site_config.health_check_path",
         both(every(*WEB_APPS, site_config__health_check_path="/healthz",
                    site_config__health_check_eviction_time_in_min=among(*range(2, 11))),
              every(WEB_APPS[0], site_config__auto_heal_setting=is_set))),
    Line(28, "No affinity; HTTP/2; always on", "azurerm_linux_web_app.client_affinity_enabled",
         every(*WEB_APPS, client_affinity_enabled=False, site_config__http2_enabled=True,
               site_config__always_on=True, site_config__use_32_bit_worker=False)),
    Line(29, "Logs and metrics in one workspace", "azurerm_monitor_diagnostic_setting",
         both(every("azurerm_monitor_diagnostic_setting", log_analytics_workspace_id=is_set,
                    enabled_metric=is_set), everything_logged)),
    Line(30, "Telemetry by identity, capped and sampled", "azurerm_application_insights",
         both(every("azurerm_application_insights", workspace_id=is_set, local_authentication_enabled=False,
                    daily_data_cap_in_gb=is_set, sampling_percentage=is_set),
              every("azurerm_log_analytics_workspace", daily_quota_gb=is_set, retention_in_days=at_least(30),
                    local_authentication_enabled=False))),
    Line(31, "Alerts that tell somebody", "azurerm_monitor_metric_alert, _scheduled_query_rules_alert_v2",
         rings, PROD),
    Line(32, "Seen from outside", "azurerm_application_insights_standard_web_test",
         every("azurerm_application_insights_standard_web_test",
               geo_locations=lambda places: len(places) == 5,
               validation_rules__content__content_match=is_set), PROD),
    Line(33, "A budget per stack: 80 and 100 percent spent, 110 forecast",
         "azurerm_consumption_budget_resource_group", budget_for_each_stack),
    Line(34, "Restore to any second; backups in another region", f"{POSTGRESQL}.backup_retention_days",
         both(every(POSTGRESQL, backup_retention_days=at_least(7), auto_grow_enabled=True, maintenance_window=is_set),
              lambda built: (every(POSTGRESQL, backup_retention_days=35, geo_redundant_backup_enabled=True)(built)
                             if built.environment == "prod" else iter(())))),
    Line(35, "Backups of months and years", "azurerm_data_protection_backup_instance_postgresql_flexible_server",
         every("azurerm_data_protection_backup_instance_postgresql_flexible_server", backup_policy_id=is_set), PROD),
    Line(36, "Restore is code: to a time, and in another region", f"{POSTGRESQL}.create_mode",
         every(POSTGRESQL, create_mode="Default")),
    Line(37, "Read replica with a name that stays", f"{POSTGRESQL}_virtual_endpoint", environments=PROD),
    Line(38, "Blobs: versions, soft delete, an end", "azurerm_storage_account.blob_properties",
         both(every(STORAGE, blob_properties__delete_retention_policy__days=at_least(7),
                    blob_properties__container_delete_retention_policy__days=at_least(7)),
              every("azurerm_storage_management_policy", rule=is_set))),
    Line(39, "Databases are hardened", f"{POSTGRESQL}_configuration", hardened),
    Line(40, "Databases locked; everything tagged and named by rule", "azurerm_management_lock, tags",
         both(tagged, lambda built: locked(built) if built.environment == "prod" else none("azurerm_management_lock")(built))),
    Line(41, "Pipelines deploy without secrets", "azurerm_federated_identity_credential"),
    Line(42, "A second region from the same modules", "variables location and restore"),
)  # fmt: skip

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "architecture" / "checklist.md"
HEAD = """# The checklist of the infrastructure

Generated by `python -m lonja_tools.infra.checklist`. `./lonja infra check` holds each line by asserts in
Terraform's own tests, which name the resource and are run with the values of the environment (the columns dev
and prod: file and run), and, where the column says so, by a *policy* too, which reads every argument of all that
dev and prod build on mocked providers. What is asserted of provider and backend (lines 1 and 2) is their text in
`versions.tf`: neither is a resource; that Terraform has no secret (line 9) is read in all its files. A mocked apply is no apply: what only Azure knows (quotas, approvals, names that are taken) shows in
Azure alone.

| # | asked | resource and argument | policy | dev | prod |
|---|---|---|---|---|---|
"""


def document() -> str:
    known = asserts(INFRA)
    return HEAD + "".join(_row(line, known) for line in LINES)


def _row(line: Line, known: list[Assert]) -> str:
    dev, prod = (_tests(line, environment, known) for environment in ENVIRONMENTS)
    policy = "yes" if line.holds else "–"
    cells = [str(line.number), line.asks, f"`{line.where}`", policy, dev]
    cells.append("as dev" if prod == dev else prod)
    return f"| {' | '.join(cells)} |\n"


def _tests(line: Line, environment: str, known: list[Assert]) -> str:
    if environment not in line.environments:
        return "–"
    runs: dict[tuple[str, str], list[str]] = {}
    for one in held(line, environment, known):
        runs.setdefault((one.part, one.file), []).append(one.run)
    return "; ".join(
        f"[{part.removeprefix('modules/')}](../../infra/{part}/tests/{file}): {', '.join(names)}"
        for (part, file), names in runs.items()
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if not DOCUMENT.exists() or DOCUMENT.read_text() != document():
            sys.exit(f"{DOCUMENT.name} is out of date: python -m lonja_tools.infra.checklist")
    else:
        DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
        DOCUMENT.write_text(document())
