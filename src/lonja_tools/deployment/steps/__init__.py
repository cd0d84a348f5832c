"""What a deployment does, in order; each step may be run again, and is skipped once it is done."""

from collections.abc import Iterable

from lonja_tools.deployment.steps import applications, approving, evidence, secret, servers, stacks
from lonja_tools.deployment.steps.step import Deployment, Step

__all__ = ["Deployment", "Step", "all_steps", "alone"]


def all_steps(deployment: Deployment) -> list[Step]:
    parts: list[Iterable[Step]] = [
        [approving.signing_in()],
        stacks.steps(deployment),
        secret.steps(),
        approving.steps(),
        [applications.packaging()],
        servers.steps(),
        applications.steps(deployment),
    ]
    return [step for part in parts for step in part]


def alone(deployment: Deployment, *names: str) -> list[Step]:
    """`roles` or `evidence` for an existing deployment, with the facts that they need."""
    needed = ("sign-in", "init:", "outputs", *names)
    steps = [*all_steps(deployment), *evidence.steps()]
    return [step for step in steps if step.name.startswith(needed)]
