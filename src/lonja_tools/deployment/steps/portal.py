"""What Azure lists, as the portal shows it: grouped by type, each by the name that people know."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

# By type in small letters: Azure writes it now this way, now that.
NAMES: Final = {
    "microsoft.alertsmanagement/smartdetectoralertrules": "Smart detector alert rule",
    "microsoft.cdn/profiles": "Front Door and CDN profile",
    "microsoft.cdn/profiles/afdendpoints": "Front Door endpoint",
    "microsoft.communication/communicationservices": "Communication Service",
    "microsoft.communication/emailservices": "Email Communication Service",
    "microsoft.communication/emailservices/domains": "Email Communication Services Domain",
    "microsoft.dataprotection/backupvaults": "Backup vault",
    "microsoft.dbforpostgresql/flexibleservers": "Azure Database for PostgreSQL flexible server",
    "microsoft.fabric/capacities": "Fabric Capacity",
    "microsoft.insights/actiongroups": "Action group",
    "microsoft.insights/activitylogalerts": "Activity log alert rule",
    "microsoft.insights/autoscalesettings": "Autoscale setting",
    "microsoft.insights/components": "Application Insights",
    "microsoft.insights/metricalerts": "Metric alert rule",
    "microsoft.insights/scheduledqueryrules": "Log search alert rule",
    "microsoft.insights/webtests": "Availability test",
    "microsoft.keyvault/vaults": "Key vault",
    "microsoft.managedidentity/userassignedidentities": "Managed Identity",
    "microsoft.network/frontdoorwebapplicationfirewallpolicies": "Front Door WAF policy",
    "microsoft.network/natgateways": "NAT gateway",
    "microsoft.network/networkinterfaces": "Network Interface",
    "microsoft.network/networksecuritygroups": "Network security group",
    "microsoft.network/networkwatchers": "Network Watcher",
    "microsoft.network/privatednszones": "Private DNS zone",
    "microsoft.network/privatednszones/virtualnetworklinks": "Private DNS zone's network link",
    "microsoft.network/privateendpoints": "Private endpoint",
    "microsoft.network/publicipaddresses": "Public IP address",
    "microsoft.network/virtualnetworks": "Virtual network",
    "microsoft.operationalinsights/workspaces": "Log Analytics workspace",
    "microsoft.storage/storageaccounts": "Storage account",
    "microsoft.web/serverfarms": "App Service plan",
    "microsoft.web/sites": "App Service",
    "microsoft.web/sites/slots": "App Service (Slot)",
}


def name_of(resource: dict[str, Any]) -> str:
    """The portal's name of a resource's type; where we know none, the type itself."""
    kind = str(resource["type"]).lower()
    if kind == "microsoft.web/sites" and "functionapp" in (resource.get("kind") or ""):
        return "Function App"
    return NAMES.get(kind, str(resource["type"]))


def page(group: str, listed: Iterable[dict[str, Any]]) -> str:
    """A resource group as a heading and a table, a row for each type."""
    by_type: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in listed:
        by_type[name_of(one)].append(one)
    count = sum(map(len, by_type.values()))
    rows = [
        f"| {kind} | {len(resources)} | {'<br>'.join(sorted(one['name'] for one in resources))}"
        f" | {', '.join(sorted({one['location'] for one in resources}))} |\n"
        for kind, resources in sorted(by_type.items())
    ]
    head = f"### {group}: {count} resources\n\n| type | how many | names | location |\n|---|---|---|---|\n"
    return head + "".join(rows)
