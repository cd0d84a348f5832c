"""What a platform team asks of the stacks, line by line, held against what they build.

What they build is the state of a `terraform test` that applies an environment on mocked providers:
every argument of every resource is there as Azure would be sent it. The asserts of Terraform's tests
name single resources; this holds for all of a kind, those to come too.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lonja_tools.infra.built import FUNCTION_APP, POSTGRESQL, WEB_APPS, Built
from lonja_tools.infra.parts import ENVIRONMENTS, INFRA, PROFILED

SECRET = re.compile("SECRET|PASSWORD|_KEY$")
# Azure Backup asks for this one on the group, and not on the server that it keeps.
ON_A_GROUP = {"azurerm_role_assignment.backup_reader[0]": "Reader"}
SCOPE_OF_MANY_THINGS = re.compile("^/subscriptions/[^/]+(/resourceGroups/[^/]+)?$")


type Holds = Callable[[Built], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    asks: str
    where: str
    holds: Holds | None = None
    environments: tuple[str, ...] = ENVIRONMENTS


def wrong(line: Line, built: Built) -> list[str]:
    """What breaks this line, each with its place; nothing where it does not concern it."""
    if line.holds is None or built.environment not in line.environments:
        return []
    return list(line.holds(built))


def every(*kinds: str, **arguments: Any) -> Holds:
    """There is such a resource, and each has these values (`a__b` is argument b of block a)."""

    def holds(built: Built) -> Iterator[str]:
        found = built.all(*kinds)
        if not found:
            yield f"{built.environment} has no {' or '.join(kinds)}"
        for resource in found:
            for name, wanted in arguments.items():
                path = name.replace("__", ".")
                value = resource.get(path)
                if not (wanted(value) if callable(wanted) else value == wanted):
                    yield f"{resource.place}: {path} is {value!r}"

    return holds


def both(*parts: Holds) -> Holds:
    def holds(built: Built) -> Iterator[str]:
        for part in parts:
            yield from part(built)

    return holds


def none(kind: str) -> Holds:
    def holds(built: Built) -> Iterator[str]:
        yield from (f"{resource.place} should not be there" for resource in built.all(kind))

    return holds


def said_in_each_stack(*texts: str) -> Holds:
    """Provider and backend are in no state: read them."""

    def holds(_: Built) -> Iterator[str]:
        for stack in PROFILED:
            told = " ".join((INFRA / stack / "versions.tf").read_text().split())
            yield from (
                f"{stack}/versions.tf does not say {text}" for text in texts if text not in told
            )

    return holds


def is_set(value: Any) -> bool:
    return value not in (None, "", [], {})


def at_least(least: float) -> Callable[[Any], bool]:
    return lambda value: value is not None and value >= least


def among(*values: Any) -> Callable[[Any], bool]:
    return lambda value: value in values


def narrow_rights(built: Built) -> Iterator[str]:
    for grant in built.all("azurerm_role_assignment"):
        role = grant.get("role_definition_name")
        if SCOPE_OF_MANY_THINGS.match(grant.get("scope")) and ON_A_GROUP.get(grant.address) != role:
            yield f"{grant.place}: {role} on {grant.get('scope')}"
        # Whose secrets they are is a group of people and deployers; everybody else is an app.
        officer = grant.address == "azurerm_role_assignment.secrets_officer"
        if grant.get("principal_type") != ("Group" if officer else "ServicePrincipal"):
            yield f"{grant.place}: principal_type is {grant.get('principal_type')!r}"


def own_identity_for_each_app(built: Built) -> Iterator[str]:
    apps = built.all(WEB_APPS[0], FUNCTION_APP)
    identities = built.all("azurerm_user_assigned_identity")
    if len(identities) != len(apps):
        yield f"{len(apps)} apps have {len(identities)} identities"
    for app in apps:
        if "UserAssigned" not in str(app.get("identity.type")):
            yield f"{app.place}: identity is {app.get('identity.type')!r}"


def no_secret_in_terraform(built: Built) -> Iterator[str]:
    """Not even one that is only written: whoever plans would have to read it back."""
    for secret in built.all("azurerm_key_vault_secret"):
        yield f"{secret.place} would be known to who plans"


def secrets_are_references(built: Built) -> Iterator[str]:
    for app in built.all(*WEB_APPS, FUNCTION_APP):
        for name, value in app.get("app_settings").items():
            if SECRET.search(name) and not value.startswith("@Microsoft.KeyVault("):
                yield f"{app.place}: {name} is no reference"


def each_subnet_guarded(built: Built) -> Iterator[str]:
    subnets = [subnet.get("name") for subnet in built.all("azurerm_subnet")]
    for kind in (
        "azurerm_network_security_group",
        "azurerm_subnet_network_security_group_association",
    ):
        if len(built.all(kind)) != len(subnets):
            yield f"{len(subnets)} subnets have {len(built.all(kind))} {kind}"
    delegated = {
        subnet.get("delegation.service_delegation.name") for subnet in built.all("azurerm_subnet")
    }
    wanted = {"Microsoft.Web/serverFarms", "Microsoft.App/environments", None}
    yield from (f"no subnet is delegated to {missing}" for missing in wanted - delegated)


PRIVATE = {
    "store-blob", "store-queue", "host-blob", "database", "vault", "background", "etl", "warehouse",
    "frontoffice", "frontoffice-staging", "backoffice", "backoffice-staging", "spa", "spa-staging",
}  # fmt: skip


def everything_private(built: Built) -> Iterator[str]:
    found = built.all("azurerm_private_endpoint")
    names = {re.sub(r'.*\["(.*)"\]', r"\1", endpoint.address) for endpoint in found}
    yield from (f"{missing} has no private endpoint" for missing in sorted(PRIVATE - names))
    for endpoint in found:
        if not is_set(endpoint.get("private_dns_zone_group.private_dns_zone_ids")):
            yield f"{endpoint.place}: no DNS zone"


def zones_linked(built: Built) -> Iterator[str]:
    zones, links = (
        {re.sub(r'.*\["(.*)"\]', r"\1", resource.address) for resource in built.all(kind)}
        for kind in ("azurerm_private_dns_zone", "azurerm_private_dns_zone_virtual_network_link")
    )
    yield from (f"zone {zone} is not linked" for zone in sorted(zones ^ links))
    if not zones:
        yield "there is no private DNS zone"


def one_way_out(built: Built) -> Iterator[str]:
    senders = [s for s in built.all("azurerm_subnet") if is_set(s.get("delegation"))]
    routed = built.all("azurerm_subnet_nat_gateway_association")
    if not senders or len(senders) != len(routed):
        yield f"{len(routed)} of {len(senders)} subnets leave through the NAT gateway"


def firewall_prevents(built: Built) -> Iterator[str]:
    policies = built.all("azurerm_cdn_frontdoor_firewall_policy")
    guarded = built.all("azurerm_cdn_frontdoor_security_policy")
    if len(policies) != 2 or len(guarded) != 2:
        yield "storefront and back office need a firewall each"
    for policy in policies:
        rules = {(rule["type"], rule["version"]) for rule in policy.get("managed_rule")}
        if policy.get("mode") != "Prevention":
            yield f"{policy.place}: mode is {policy.get('mode')!r}"
        if ("Microsoft_DefaultRuleSet", "2.1") not in rules:
            yield f"{policy.place}: no default rules 2.1"
        if "Microsoft_BotManagerRuleSet" not in {name for name, _ in rules}:
            yield f"{policy.place}: no rules about bots"
        if "RateLimitRule" not in {rule["type"] for rule in policy.get("custom_rule")}:
            yield f"{policy.place}: no limit of requests"
        if not is_set(policy.get("log_scrubbing")):
            yield f"{policy.place}: its log is not scrubbed"


def only_front_door_calls(built: Built) -> Iterator[str]:
    for app in built.all(WEB_APPS[0]):
        if app.address.startswith("module.api."):  # no origin of Front Door: its host calls it
            continue
        headers = [
            rule["headers"][0]["x_azure_fdid"] for rule in app.get("site_config.ip_restriction")
        ]
        if app.get("site_config.ip_restriction_default_action") != "Deny" or not all(headers):
            yield f"{app.place}: answers others than our Front Door"


def scales_out_and_in(built: Built) -> Iterator[str]:
    settings = built.all("azurerm_monitor_autoscale_setting")
    if len(settings) != len(
        [p for p in built.all("azurerm_service_plan") if p.get("sku_name") != "FC1"]
    ):
        yield "not every plan scales"
    for setting in settings:
        for profile in setting.get("profile"):
            ways = {rule["scale_action"][0]["direction"] for rule in profile["rule"]}
            if ways != {"Increase", "Decrease"}:
                yield f"{setting.place}: {profile['name']} scales {sorted(ways)}"


def everything_logged(built: Built) -> Iterator[str]:
    logged = {
        (setting.stack, re.sub(r'.*\["(.*)"\]', r"\1", setting.address))
        for setting in built.all("azurerm_monitor_diagnostic_setting")
    }
    wanted = {
        *(
            ("functions", name)
            for name in ("background", "database", "vault", "store", "blobs", "host")
        ),
        ("frontoffice", "frontoffice"),
        *(("backoffice", name) for name in ("backoffice", "spa", "etl")),
    }
    if built.environment == "prod":
        wanted |= {
            ("frontoffice", "front-door"),
            ("backoffice", "warehouse"),
            ("functions", "network"),
        }
    yield from (f"{stack}: {name} sends no logs" for stack, name in sorted(wanted - logged))


ALERTS = {
    "database-cpu", "database-storage", "database-connections", "store-availability", "poison", "queue-age",
    "background-failures", "logs-capped", "errors", "unhealthy", "cpu", "memory", "slow-pages", "backoffice-errors",
    "spa-errors", "warehouse-storage", "etl-failed", "slow-answers",
}  # fmt: skip


def rings(built: Built) -> Iterator[str]:
    found = built.all(
        "azurerm_monitor_metric_alert", "azurerm_monitor_scheduled_query_rules_alert_v2"
    )
    names = {re.sub(r'.*\["(.*)"\]', r"\1", alert.address) for alert in found}
    yield from (f"nothing rings for {missing}" for missing in sorted(ALERTS - names))
    silent = [alert for alert in found if not is_set(alert.get("action"))]
    yield from (f"{alert.place} tells nobody" for alert in silent)


def budget_for_each_stack(built: Built) -> Iterator[str]:
    budgets = built.all("azurerm_consumption_budget_resource_group")
    missing = set(PROFILED) - {budget.stack for budget in budgets}
    yield from (f"{stack} has no budget" for stack in sorted(missing))
    for budget in budgets:
        told = {(note["threshold_type"], note["threshold"]) for note in budget.get("notification")}
        if told != {("Actual", 80), ("Actual", 100), ("Forecasted", 110)}:
            yield f"{budget.place}: tells at {sorted(told)}"


def hardened(built: Built) -> Iterator[str]:
    wanted = {"require_secure_transport", "azure.extensions", "connection_throttle.enable",
              "log_min_duration_statement", "pg_qs.query_capture_mode"}  # fmt: skip
    if built.environment == "prod":
        wanted |= {"pgbouncer.enabled", "pgbouncer.max_prepared_statements"}
    for server in built.all(POSTGRESQL):
        module = server.address.rsplit(".azurerm", 1)[0]
        names = {
            found.get("name")
            for found in built.all(f"{POSTGRESQL}_configuration")
            if found.stack == server.stack and found.address.startswith(module)
        }
        yield from (f"{server.place}: {missing} is not set" for missing in sorted(wanted - names))


def locked(built: Built) -> Iterator[str]:
    if len(built.all("azurerm_management_lock")) != len(built.all(POSTGRESQL)):
        yield "a database can be deleted"


def tagged(built: Built) -> Iterator[str]:
    for resource in built.resources:
        if "tags" in resource.values:
            missing = {"env", "stack", "owner", "cost-center"} - set(resource.get("tags") or ())
            if missing:
                yield f"{resource.place}: no tag {', '.join(sorted(missing))}"
    for app in built.all(WEB_APPS[0], FUNCTION_APP):
        if "azd-service-name" not in app.get("tags"):
            yield f"{app.place}: no tag azd-service-name"
