"""Documents the result of a real apply."""

import contextlib
import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lonja.kernel import clock
from lonja_tools.deployment import roles, sessions, smoke
from lonja_tools.deployment.environment import STACKS, identities
from lonja_tools.deployment.programs import Call, az
from lonja_tools.deployment.steps import portal, servers
from lonja_tools.deployment.steps.approving import list_call, status
from lonja_tools.deployment.steps.step import Deployment, Step
from lonja_tools.user_error import UserError

# The ETL's clock strikes every ten minutes, and its connections are short.
SEEN_WITHIN_S: Final = 660
LOOK_EVERY_S: Final = 1.0
WANTED: Final = (
    ("frontoffice", roles.SHOP),
    ("backoffice", roles.SHOP),
    ("background", roles.SHOP),
    ("etl", roles.SHOP),
    ("etl", roles.WAREHOUSE),
)

HEAD = """# {environment}: applied

Written by `./lonja deploy --environment {environment} --evidence` on {day}, in the subscription “{subscription}”; what runs is
{running}. **This is a real apply**: the resources are those that Azure lists, grouped as the portal does, and the
connections are those that the databases saw. Nothing was deployed or changed for it.
"""


def steps() -> Iterator[Step]:
    yield Step("evidence", "Write down what is there", _write, _calls)


def _account_call() -> Call:
    return az("account", "show", "--output", "json", changes=False)


def _list_call(group: str) -> Call:
    return az("resource", "list", "--resource-group", group, "--output", "json", changes=False)


def _access_call(server: str) -> Call:
    query = ("--query", "properties.network.publicNetworkAccess", "--output", "tsv")
    return az("resource", "show", "--ids", server, *query, changes=False)


def _calls(deployment: Deployment) -> list[Call]:
    groups = [deployment.outputs.at(stack, "resource_group") for stack in _stacks(deployment)]
    calls = [call for one in ("<server>",) for call in (_access_call(one), list_call(one))]
    return [_account_call(), *map(_list_call, groups), *calls]


def _stacks(deployment: Deployment) -> list[str]:
    return [one for one in STACKS if deployment.imagined or deployment.outputs.knows(one)]


def _write(deployment: Deployment) -> str:
    account = deployment.programs.json(_account_call())
    groups = {
        stack: deployment.programs.json(_list_call(group)) or []
        for stack in _stacks(deployment)
        for group in [deployment.outputs.at(stack, "resource_group")]
    }
    connections, unseen = _connections(
        deployment, [one for all_ in groups.values() for one in all_]
    )
    head = HEAD.format(
        environment=deployment.environment,
        day=clock.now().date(),
        subscription=account["name"],
        running=f"commit {deployment.running}" if deployment.running else "what the apps say below",
    )
    parts = [head, _deployment(deployment), _releases(deployment), connections, "## Resources\n"]
    parts += [
        portal.page(deployment.outputs.at(stack, "resource_group"), listed)
        for stack, listed in groups.items()
    ]
    parts += ["## Outputs of the stacks, but for what is sensitive\n", *_outputs(deployment)]
    folder = deployment.evidence or deployment.checkout / "docs" / "evidence"
    file = folder / f"{deployment.environment}.applied.md"
    file.write_text("\n".join(parts))
    if unseen:
        raise UserError(
            f"{', '.join(f'{app} in {database}' for app, database in unseen)} not seen within"
            f" {SEEN_WITHIN_S // 60} minutes; {file} says so.",
            todo="Look at that app's log: az webapp log tail, or Application Insights.",
        )
    return str(file)


def _deployment(deployment: Deployment) -> str:
    """The deployment in this machine's journal; another machine may have deployed later."""
    last = deployment.journal.read()
    if last is None:
        return "## Deployment\n\nMade from another machine, whose journal is there.\n"
    how = "finished" if last.finished else "taken back" if last.taken_back else "not finished"
    rows = [f"| {name} | {summary} |\n" for name, summary in last.done.items()]
    return (
        f"## Deployment of {last.began}: {how}\n\nCommit {last.commit}.\n\n| step | result |\n|---|---|\n"
        + "".join(rows)
    )


def _releases(deployment: Deployment) -> str:
    rows = []
    for stack in ("frontoffice", "backoffice"):
        if deployment.outputs.knows(stack):
            address = str(deployment.outputs.at(stack, "address"))
            rows.append(f"| {address} | {smoke.release_of(address) or 'does not answer'} |\n")
    return "## Where people come in\n\n| address | release |\n|---|---|\n" + "".join(rows)


@dataclass(frozen=True, slots=True)
class _Connection:
    """One server, and one connection to it that stays open while it is looked at."""

    server: servers.Server
    database: str


def _connections(
    deployment: Deployment, listed: list[dict[str, Any]]
) -> tuple[str, list[tuple[str, str]]]:
    """(the chapter, the expected connections that were not seen)"""
    connections = [_Connection(servers.shop(deployment), roles.SHOP)]
    if deployment.outputs.knows("backoffice"):
        connections.append(_Connection(servers.warehouse(deployment), roles.WAREHOUSE))
    sessions_seen, unseen, own = _watch(deployment, connections)
    rows = [
        f"| {one.app} | {one.database} | {one.identity} | {one.address or 'hidden'} |"
        f" {one.tls or 'hidden'} | {one.program or 'hidden'} |\n"
        for one in sorted(
            sessions_seen.values(), key=lambda one: (one.database, one.app, one.address)
        )
    ]
    rows += [f"| {app} | {database} | **not seen** | | | |\n" for app, database in unseen]
    hosts = [_host(deployment, one.server.host, listed) for one in connections]
    return (
        "## Connections of the apps, as each database sees them\n\nEvery app signs in with its own managed"
        " identity, on the path that it always takes.\n\n"
        "| app | database | signed in as | from | TLS | program |\n|---|---|---|---|---|---|\n"
        + "".join(rows)
        + "\n## Servers\n\n| host | address, asked from here | public access | private endpoints |\n"
        "|---|---|---|---|\n"
        + "".join(dict.fromkeys(hosts))
        + "\nWhere public access is off, a connection comes over a private endpoint or not at all.\n\n"
        "## The connection of who deploys\n\n| database | as | PostgreSQL | TLS |\n|---|---|---|---|\n"
        + "".join(f"| {one.database} | {one.role} | {one.version} | {one.tls} |\n" for one in own),
        unseen,
    )


def _watch(
    deployment: Deployment, connections: list[_Connection]
) -> tuple[dict[tuple[str, str, str], sessions.Session], list[tuple[str, str]], list[sessions.Own]]:
    """Poll until every app was seen: timer-driven ones connect for seconds only."""
    names = identities(deployment.outputs)
    wanted = [pair for pair in WANTED if pair[1] in {one.database for one in connections}]
    by_client: dict[tuple[str, str, str], sessions.Session] = {}
    with contextlib.ExitStack() as opened:
        dbs = [opened.enter_context(one.server.connect(one.database)) for one in connections]
        for _ in range(int(SEEN_WITHIN_S // LOOK_EVERY_S)):
            for one in (one for db in dbs for one in sessions.seen(db, names)):
                by_client.setdefault((one.app, one.database, one.address), one)
            missing = [pair for pair in wanted if pair not in {key[:2] for key in by_client}]
            if not missing:
                break
            deployment.pause(LOOK_EVERY_S)
        return by_client, missing, [sessions.own(db) for db in dbs]


def _host(deployment: Deployment, host: str, listed: list[dict[str, Any]]) -> str:
    name = host.partition(".")[0]
    server = next(
        (one["id"] for one in listed if one["name"] == name and "postgres" in one["type"].lower()),
        "",
    )
    addresses = ", ".join(map(_address_kind, deployment.addresses_of(host))) or "none"
    if not server:
        return f"| {host} | {addresses} | not in these groups | |\n"
    access = deployment.programs.run(_access_call(server)).strip()
    links = deployment.programs.json(list_call(server)) or []
    endpoints = ", ".join(f"{one['name']} ({status(one)})" for one in links) or "none"
    return f"| {host} | {addresses} | {access} | {endpoints} |\n"


def _address_kind(address: str) -> str:
    return f"{address} ({'private' if ipaddress.ip_address(address).is_private else 'public'})"


def _outputs(deployment: Deployment) -> Iterator[str]:
    for stack in _stacks(deployment):
        outputs = json.dumps(deployment.record.outputs[stack], indent=2, sort_keys=True)
        yield f"### {stack}\n\n```json\n{outputs}\n```\n"
