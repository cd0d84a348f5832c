"""Manual approvals: shown with the command or page, and checked."""

from collections.abc import Iterator
from typing import Any, Final

from lonja_tools.deployment.programs import Call, az
from lonja_tools.deployment.steps.step import Deployment, Step
from lonja_tools.user_error import UserError

FABRIC: Final = "https://api.fabric.microsoft.com"
# RefreshingValidationToken and PendingRevalidation serve on with the certificate that is there.
_VALIDATED: Final = frozenset({"Approved", "PendingRevalidation", "RefreshingValidationToken"})
# Title of the tenant setting, as it was called before and since it was divided.
SETTINGS: Final = (
    "Service principals can call Fabric public APIs",
    "Service principals can use Fabric APIs",
)


def signing_in() -> Step:
    return Step("sign-in", "Signed in to Azure", _sign_in, _account_calls, is_always=True)


def _account_calls(_: Deployment) -> list[Call]:
    return [az("account", "show", "--output", "json", changes=False)]


def _sign_in(deployment: Deployment) -> str:
    """Into the subscription that the deployment began in: another one has another shop."""
    account = deployment.programs.json(_account_calls(deployment)[0])
    began_in = deployment.record.subscription or account["id"]
    if account["id"] != began_in:
        raise UserError(
            f"The deployment began in subscription {began_in}, and this is “{account['name']}”.",
            todo=f"az account set --subscription {began_in}",
        )
    deployment.record.subscription = began_in
    return f"“{account['name']}”"


def steps() -> Iterator[Step]:
    yield Step("approve:names", "The names of shop and back office lead somewhere", _names)
    yield Step("approve:domains", "Azure believes whose names these are", _domains, _domain_calls)
    yield Step("approve:links", "Private links of Front Door are approved", _links, _link_calls)
    yield Step("approve:reports", "Power BI lets service principals in", _reports, _report_calls)


def _targets(deployment: Deployment) -> list[str]:
    """Resources that Front Door reaches over a private link."""
    targets: list[str] = []
    for stack in ("frontoffice", "backoffice"):
        if not deployment.outputs.knows(stack):
            continue
        front_door = deployment.outputs.maybe(stack, "front_door") or {}
        targets += [one for one in front_door.get("private_links", []) if one not in targets]
    return targets


def list_call(target: str) -> Call:
    words = ("network", "private-endpoint-connection", "list", "--id", target, "--output", "json")
    return az(*words, changes=False)


def _link_calls(deployment: Deployment) -> list[Call]:
    return [list_call(target) for target in _targets(deployment)]


def _links(deployment: Deployment) -> str:
    links = [
        one
        for target in _targets(deployment)
        for one in deployment.programs.json(list_call(target)) or []
    ]
    refused = [one["id"] for one in links if status(one) in {"Rejected", "Disconnected"}]
    if refused:
        raise UserError(
            f"Private links were refused or disconnected: {', '.join(refused)}.",
            todo="A link that was refused stays so. Take the origin out of Front Door and apply it"
            " again (terraform apply -replace=…), then approve the new link.",
        )
    waiting = [one["id"] for one in links if status(one) == "Pending"]
    if waiting:
        commands = [
            str(Call("az", ("network", "private-endpoint-connection", "approve", "--id", one)))
            for one in waiting
        ]
        raise UserError(
            f"{len(waiting)} private links await approval; until then Front Door cannot reach the apps.",
            todo="Look at who asks (it says Front Door of …), then approve:\n"
            + "\n".join(f"  {one}" for one in commands),
        )
    return "none waits" if _targets(deployment) else "there is no Front Door"


def status(connection: dict[str, Any]) -> str:
    state = connection["properties"]["privateLinkServiceConnectionState"]
    return str(state["status"])


def _names(deployment: Deployment) -> str:
    """The DNS records that only a domain's owner can create; without them the shop is unreachable."""
    lost = []
    for stack in ("frontoffice", "backoffice"):
        if not deployment.outputs.knows(stack):
            continue
        front_door = deployment.outputs.maybe(stack, "front_door") or {}
        for kind in ("cname", "txt"):
            for name, value in front_door.get(kind, {}).items():
                deployment.say(f"  DNS: {name} {kind.upper()} {value}")
        lost += [name for name in front_door.get("cname", {}) if not deployment.has_address(name)]
    if lost:
        raise UserError(
            f"{' and '.join(lost)} have no address yet, so the shop could not be reached.",
            todo="Make the DNS records above. Azure then needs some minutes for the certificate.",
        )
    return "they do"


def _domain_calls(deployment: Deployment) -> list[Call]:
    """All names of shop and back office are domains of one Front Door."""
    if not deployment.outputs.knows("frontoffice"):
        return []
    front_door = deployment.outputs.maybe("frontoffice", "front_door")
    if not front_door:
        return []
    url = f"https://management.azure.com{front_door['id']}/customDomains?api-version=2024-02-01"
    return [az("rest", "--method", "get", "--url", url, "--output", "json", changes=False)]


def _domains(deployment: Deployment) -> str:
    """A certificate is made for a name once its TXT record is seen."""
    domains = [deployment.programs.json(call) for call in _domain_calls(deployment)]
    states = {
        one["properties"]["hostName"]: one["properties"]["domainValidationState"]
        for page in domains
        for one in page["value"]
    }
    lost = {host: state for host, state in states.items() if state not in _VALIDATED}
    if lost:
        raise UserError(
            "Front Door makes no certificate yet for "
            + ", ".join(f"{host} ({state})" for host, state in sorted(lost.items())),
            todo="Make the TXT records above, and give Azure some minutes. A token that is older than"
            " seven days is made anew in the portal: Front Door, Domains, Regenerate.",
        )
    return f"{len(states)} names" if states else "there is no Front Door"


def _report_calls(_: Deployment) -> list[Call]:
    words = ("--method", "get", "--url", f"{FABRIC}/v1/admin/tenantsettings")
    return [az("rest", *words, "--resource", FABRIC, "--output", "json", changes=False)]


def _reports(deployment: Deployment) -> str:
    """Optional: without it the back office draws its charts itself."""
    if not deployment.outputs.knows("backoffice") or not deployment.outputs.maybe(
        "backoffice", "reports_capacity"
    ):
        return "there is no capacity: the back office draws its own charts"
    todo = f"A Fabric administrator turns on “{SETTINGS[0]}” in the tenant settings (Developer settings)."
    try:
        settings = deployment.programs.json(_report_calls(deployment)[0])
    except UserError:
        deployment.say(f"  Not checked, that takes a Fabric administrator. {todo}")
        return "not checked: needs a Fabric administrator"
    on = [one["enabled"] for one in settings["tenantSettings"] if one["title"] in SETTINGS]
    if not any(on):
        deployment.say(f"  {todo}")
        return "off: the back office draws its own charts"
    return "on"
