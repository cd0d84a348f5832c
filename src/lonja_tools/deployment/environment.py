"""An environment by Terraform's outputs: apps, hosts, databases, pending approvals."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lonja_tools.deployment import values
from lonja_tools.deployment.packaging.deployables import Deployable
from lonja_tools.user_error import UserError

STACKS: Final = ("functions", "frontoffice", "backoffice")


class Outputs:
    """Outputs of the stacks; in a dry run, a placeholder for those not known yet."""

    def __init__(self, outputs: dict[str, dict[str, Any]], *, imagined: bool = False) -> None:
        self._outputs = outputs
        self._imagined = imagined

    def at(self, stack: str, *path: str) -> Any:
        value: Any = self._outputs.get(stack)
        for name in path:
            if not isinstance(value, dict) or name not in value:
                if self._imagined:
                    return f"<{'.'.join((stack, *path))}>"
                raise UserError(
                    f"The stack {stack} has no output {'.'.join(path)}.",
                    todo=f"Apply it first: ./lonja deploy --environment NAME --only {stack}",
                )
            value = value[name]
        return value

    def maybe(self, stack: str, name: str) -> Any:
        """An output that may be null; Terraform then omits it."""
        return self.at(stack, name) if name in self._outputs.get(stack, {}) else None

    def knows(self, stack: str) -> bool:
        return bool(self._outputs.get(stack))


def plain_outputs(document: dict[str, Any]) -> dict[str, Any]:
    """The outputs of `terraform output -json`, without the sensitive ones."""
    return {name: one["value"] for name, one in document.items() if not one["sensitive"]}


@dataclass(frozen=True, slots=True)
class App:
    """Where a deployable goes."""

    name: str
    azure_name: str
    group: str
    id: str
    host: str
    staging_host: str | None
    # Its public address after the swap; in a small environment the API has none.
    address: str


def app(outputs: Outputs, deployable: Deployable) -> App:
    stack, name = deployable.stack, deployable.name
    host = str(outputs.at(stack, name, "host"))
    address = f"https://{host}"
    if name in {"frontoffice", "spa"}:
        address = str(outputs.at(stack, "address"))
    return App(
        name=name,
        azure_name=outputs.at(stack, name, "name"),
        group=outputs.at(stack, "resource_group"),
        id="" if deployable.is_function_app else outputs.at(stack, name, "id"),
        host=host,
        staging_host=None
        if deployable.is_function_app
        else outputs.at(stack, name, "staging_host"),
        address=address,
    )


def identities(outputs: Outputs) -> dict[str, str]:
    names = ("frontoffice", "backoffice", "background", "etl")
    return {name: outputs.at("functions", "identities", name, "name") for name in names}


def reaches_api(outputs: Outputs) -> bool:
    """Whether the deployer can call the API; in a small environment only the SPA's host can."""
    return str(outputs.at("backoffice", "api_callers")).startswith("only the virtual network")


def environments(checkout: Path) -> tuple[str, ...]:
    """Each is a file of values."""
    files = (checkout / "infra" / "environments").glob("*.tfvars")
    return tuple(sorted(file.stem for file in files))


def state_of(checkout: Path, environment: str) -> dict[str, str]:
    """Where the stacks keep their state: `state` in the profile of the environment's file."""
    state: dict[str, str] = values_of(checkout, environment).get("state", {})
    if not state:
        raise UserError(f"infra/environments/{environment}.tfvars names no state.")
    return state


def has_slots(checkout: Path, environment: str) -> bool:
    """A shared plan is a small one, without slots."""
    return values_of(checkout, environment)["plans"]["shared"] is None


def values_of(checkout: Path, environment: str) -> dict[str, Any]:
    """The profile of an environment, which is all that its file holds."""
    file = checkout / "infra" / "environments" / f"{environment}.tfvars"
    try:
        found = values.parse(file.read_text())
    except values.NotAValueError as error:
        raise UserError(f"{file.relative_to(checkout)}: {error}.") from error
    profile: dict[str, Any] = found.get("profile", {})
    return profile
