"""What an environment consists of: every resource of its stacks, with every argument.

It is the state of a `terraform test` that applies the environment on mocked providers, as Azure would
be sent it.
"""

from dataclasses import dataclass, field
from typing import Any

WEB_APPS = ("azurerm_linux_web_app", "azurerm_linux_web_app_slot")
FUNCTION_APP = "azurerm_function_app_flex_consumption"
POSTGRESQL = "azurerm_postgresql_flexible_server"


@dataclass(frozen=True, slots=True)
class Resource:
    stack: str
    address: str
    kind: str
    values: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.stack}: {self.address}"

    def get(self, path: str) -> Any:
        """`site_config.health_check_path`; a block that may stand once is looked into."""
        value: Any = self.values
        for part in path.split("."):
            if isinstance(value, list):
                value = value[0] if value else None
            value = value.get(part) if isinstance(value, dict) else None
        return value


@dataclass(frozen=True, slots=True)
class Built:
    """What an environment consists of, over its three stacks."""

    environment: str
    resources: list[Resource] = field(default_factory=list)
    # What each stack shows its operator, without what is marked as sensitive.
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def show(self, stack: str, outputs: dict[str, Any]) -> None:
        self.outputs[stack] = {
            name: output["value"] for name, output in outputs.items() if not output["sensitive"]
        }

    def add(self, stack: str, module: dict[str, Any]) -> None:
        """Take the `root_module` of a stack's state."""
        for resource in module.get("resources", []):
            if resource["mode"] == "managed":
                here = Resource(stack, resource["address"], resource["type"], resource["values"])
                self.resources.append(here)
        for child in module.get("child_modules", []):
            self.add(stack, child)

    def all(self, *kinds: str) -> list[Resource]:
        return [resource for resource in self.resources if resource.kind in kinds]
