"""An environment as Terraform's outputs tell it: apps, hosts, databases, what waits for a person."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lonja_tools.deployment import values
from lonja_tools.deployment.packaging.deployables import Deployable
from lonja_tools.trouble import Trouble

STACKS: Final = ("functions", "frontoffice", "backoffice")


class Outputs:
    """Outputs of the stacks; where one is not known yet, a dry run shows a name in its place."""

    def __init__(self, told: dict[str, dict[str, Any]], *, imagined: bool = False) -> None:
        self._told = told
        self._imagined = imagined

    def at(self, stack: str, *path: str) -> Any:
        found: Any = self._told.get(stack)
        for name in path:
            if not isinstance(found, dict) or name not in found:
                if self._imagined:
                    return f"<{'.'.join((stack, *path))}>"
                raise Trouble(
                    f"The stack {stack} has no output {'.'.join(path)}.",
                    todo=f"Apply it first: ./lonja deploy --environment NAME --only {stack}",
                )
            found = found[name]
        return found

    def maybe(self, stack: str, name: str) -> Any:
        """An output that is null in some environments: Terraform then keeps none at all."""
        return self.at(stack, name) if name in self._told.get(stack, {}) else None

    def knows(self, stack: str) -> bool:
        return bool(self._told.get(stack))


def told(document: dict[str, Any]) -> dict[str, Any]:
    """What `terraform output -json` says, without what is sensitive."""
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
    # Where people reach it, once it is swapped; the API of a small environment is reached by nobody.
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
    """Whether who deploys can ask the API itself; in a small environment only the SPA's host may."""
    return str(outputs.at("backoffice", "api_callers")).startswith("only the virtual network")


def environments(checkout: Path) -> tuple[str, ...]:
    """Each is a file of values."""
    files = (checkout / "infra" / "environments").glob("*.tfvars")
    return tuple(sorted(file.stem for file in files))


def state_of(checkout: Path, environment: str) -> dict[str, str]:
    """Where the stacks keep their state: the variable `state` of the environment's file."""
    state: dict[str, str] = values_of(checkout, environment).get("state", {})
    if not state:
        raise Trouble(f"infra/environments/{environment}.tfvars names no state.")
    return state


def has_slots(checkout: Path, environment: str) -> bool:
    """A shared plan is a small one, without slots."""
    return values_of(checkout, environment)["plans"]["shared"] is None


def values_of(checkout: Path, environment: str) -> dict[str, Any]:
    file = checkout / "infra" / "environments" / f"{environment}.tfvars"
    try:
        return values.parse(file.read_text())
    except values.NotAValueError as error:
        raise Trouble(f"{file.relative_to(checkout)}: {error}.") from error
