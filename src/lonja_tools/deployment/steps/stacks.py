"""The stacks: init, plan, confirm and apply each in turn, because a later one reads an earlier one."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from lonja_tools.deployment.environment import STACKS, plain_outputs, state_of
from lonja_tools.deployment.programs import Call, terraform
from lonja_tools.deployment.steps.differences import differences
from lonja_tools.deployment.steps.step import Deployment, Step
from lonja_tools.user_error import UserError

# Losing one of these loses the shop's data.
KEPT: Final = (
    "azurerm_postgresql_flexible_server",
    "azurerm_postgresql_flexible_server_database",
    "azurerm_storage_account",
    "azurerm_storage_container",
    "azurerm_key_vault",
    "azurerm_data_protection_backup_vault",
)


def steps(deployment: Deployment) -> Iterator[Step]:
    for stack in STACKS:
        calls = partial(_init_calls, stack)
        yield Step(f"init:{stack}", f"Open the state of {stack}", partial(_run_all, calls), calls)
    for stack in (one for one in STACKS if one in deployment.record.stacks):
        yield Step(
            f"plan:{stack}",
            f"Plan {stack}",
            partial(_plan, stack),
            lambda d, stack=stack: [_plan_call(d, stack)],  # type: ignore[misc]
        )
        yield Step(f"confirm:{stack}", f"Confirm the plan of {stack}", partial(_confirm, stack))
        yield Step(
            f"apply:{stack}",
            f"Apply {stack}",
            partial(_apply, stack),
            lambda d, stack=stack: [_apply_call(d, stack)],  # type: ignore[misc]
        )
    yield Step("outputs", "Read the stacks' outputs", _read_outputs)


def _run_all(calls: Any, deployment: Deployment) -> str:
    for call in calls(deployment):
        deployment.programs.run(call)
    return "done"


def _init_calls(stack: str, deployment: Deployment) -> list[Call]:
    backend = [
        f"-backend-config={name}={value}"
        for name, value in state_of(deployment.checkout, deployment.environment).items()
    ]
    # Downloads providers and opens the state: nothing in Azure is other than before.
    return [terraform(stack, "init", "-input=false", "-reconfigure", *backend, changes=False)]


def _plan_file(deployment: Deployment, stack: str) -> Path:
    return deployment.journal.folder / f"{stack}.tfplan"


def _plan_call(deployment: Deployment, stack: str) -> Call:
    values = f"-var-file=../environments/{deployment.environment}.tfvars"
    out = f"-out={_plan_file(deployment, stack)}"
    return terraform(stack, "plan", "-input=false", values, out, changes=False)


def _apply_call(deployment: Deployment, stack: str) -> Call:
    return terraform(stack, "apply", "-input=false", str(_plan_file(deployment, stack)))


def _planned_changes(deployment: Deployment, stack: str) -> list[dict[str, Any]]:
    """The changes that the saved plan holds."""
    file = str(_plan_file(deployment, stack))
    plan = deployment.programs.json(terraform(stack, "show", "-json", file, changes=False))
    return differences(plan)


def _plan(stack: str, deployment: Deployment) -> str:
    deployment.programs.run(_plan_call(deployment, stack))
    changes = _planned_changes(deployment, stack)
    lost = [
        one["address"]
        for one in changes
        if one["type"] in KEPT and "delete" in one["change"]["actions"]
    ]
    if lost:
        raise UserError(
            f"The plan deletes what the shop keeps its data in: {', '.join(lost)}.",
            todo="No deployment does that. If it is meant, apply the plan with terraform yourself.",
        )
    return _summary(changes)


def _summary(changes: list[dict[str, Any]]) -> str:
    counted = Counter(
        "replace" if len(one["change"]["actions"]) > 1 else one["change"]["actions"][0]
        for one in changes
        if one["change"]["actions"] != ["read"]
    )
    words = {"create": "to add", "update": "to change", "replace": "to replace", "delete": "to delete"}  # fmt: skip
    counts = [f"{counted[action]} {what}" for action, what in words.items() if counted[action]]
    return ", ".join(counts) or "nothing to change"


def _confirm(stack: str, deployment: Deployment) -> str:
    changes = _planned_changes(deployment, stack)
    summary = _summary(changes)
    if summary == "nothing to change":
        return summary
    for one in changes:
        actions = one["change"]["actions"]
        if "delete" in actions:
            deployment.say(f"  {' and '.join(actions)}: {one['address']}")
    if not deployment.confirm(f"{deployment.environment}, stack {stack}: {summary}. Apply it?"):
        raise UserError(f"The plan of {stack} was not confirmed; nothing was applied.")
    return f"confirmed: {summary}"


def _apply(stack: str, deployment: Deployment) -> str:
    # A plan can be applied once; after a failed apply, plan and confirm again.
    for name in (f"plan:{stack}", f"confirm:{stack}"):
        deployment.record.done.pop(name, None)
    deployment.save()
    deployment.programs.run(_apply_call(deployment, stack))
    _plan_file(deployment, stack).unlink(missing_ok=True)
    for name in (f"plan:{stack}", f"confirm:{stack}"):
        deployment.record.done[name] = "applied"
    return "applied"


def _read_outputs(deployment: Deployment) -> str:
    for stack in STACKS:
        outputs = deployment.programs.json(terraform(stack, "output", "-json", changes=False))
        deployment.record.outputs[stack] = plain_outputs(outputs or {})
    read = [stack for stack in STACKS if deployment.outputs.knows(stack)]
    return f"read from {', '.join(read)}"
