"""What a real apply left behind, written down for those who were not there."""

import json
from collections.abc import Iterator
from typing import Any

from lonja.deployment import roles
from lonja.deployment.environment import STACKS
from lonja.deployment.programs import Call, az
from lonja.deployment.steps import servers
from lonja.deployment.steps.step import Deployment, Step
from lonja.kernel import clock

HEAD = """# {environment}: applied

Written by `./lonja deploy --evidence` on {day}, from commit {commit}. **This is a real apply** in the subscription
“{subscription}”: the resources are those that Azure lists, the connections were made from where the deployment ran,
to the hosts and with the TLS that the apps use.
"""


def steps() -> Iterator[Step]:
    yield Step("evidence", "Write down what is there", _write, _calls)


def _account_call() -> Call:
    return az("account", "show", "--output", "json", changes=False)


def _list_call(group: str) -> Call:
    return az("resource", "list", "--resource-group", group, "--output", "json", changes=False)


def _calls(deployment: Deployment) -> list[Call]:
    known = [one for one in STACKS if deployment.imagined or deployment.outputs.knows(one)]
    groups = [deployment.outputs.at(stack, "resource_group") for stack in known]
    return [_account_call(), *map(_list_call, groups)]


def _write(deployment: Deployment) -> str:
    account = deployment.programs.json(_account_call())
    head = HEAD.format(
        environment=deployment.environment,
        day=clock.now().date(),
        commit=deployment.record.commit,
        subscription=account["name"],
    )
    known = [stack for stack in STACKS if deployment.outputs.knows(stack)]
    parts = [head, _databases(deployment), *(_stack(deployment, stack) for stack in known)]
    folder = deployment.evidence or deployment.checkout / "docs" / "evidence"
    file = folder / f"{deployment.environment}.applied.md"
    file.write_text("\n".join(parts))
    return str(file)


def _databases(deployment: Deployment) -> str:
    rows = [_connection(servers.shop(deployment), roles.SHOP)]
    if deployment.outputs.knows("backoffice"):
        rows.append(_connection(servers.warehouse(deployment), roles.WAREHOUSE))
    head = "## Connections\n\n| database | host | as | PostgreSQL | TLS |\n|---|---|---|---|---|\n"
    return head + "".join(rows)


def _connection(server: servers.Server, database: str) -> str:
    with server.connect(database) as db:
        found = db.execute(
            "SELECT current_database(), current_user, current_setting('server_version'),"
            " coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()), 'none')"
        ).fetchone()
    assert found is not None
    name, user, version, tls = found
    return f"| {name} | {server.host} | {user} | {version} | {tls} |\n"


def _stack(deployment: Deployment, stack: str) -> str:
    group = deployment.outputs.at(stack, "resource_group")
    listed: list[dict[str, Any]] = deployment.programs.json(_list_call(group)) or []
    rows = [
        f"| {one['name']} | {one['type']} | {one['location']} |\n"
        for one in sorted(listed, key=lambda one: (one["type"], one["name"]))
    ]
    outputs = json.dumps(deployment.record.outputs[stack], indent=2, sort_keys=True)
    return (
        f"\n## {stack}: {len(listed)} resources in {group}\n\n| name | type | region |\n|---|---|---|\n"
        + "".join(rows)
        + f"\nOutputs, but for what is sensitive:\n\n```json\n{outputs}\n```\n"
    )
