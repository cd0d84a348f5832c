"""What a deployment does, in order; each step may be run again, and is skipped once it is done."""

from collections.abc import Iterable

from lonja.deployment.steps import applications, approving, evidence, servers, stacks
from lonja.deployment.steps.step import Deployment, Step

__all__ = ["Deployment", "Step", "all_steps"]


ROLES = ("sign-in", "init:", "outputs", "roles")


def all_steps(
    deployment: Deployment, *, with_evidence: bool, only_roles: bool = False
) -> list[Step]:
    parts: list[Iterable[Step]] = [
        [approving.signing_in()],
        stacks.steps(deployment),
        approving.steps(),
        [applications.packaging()],
        servers.steps(),
        applications.steps(deployment),
    ]
    if with_evidence:
        parts.append(evidence.steps())
    found = [step for part in parts for step in part]
    return [step for step in found if step.name.startswith(ROLES)] if only_roles else found
