"""The parameters of a run, and its record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

type State = Literal["done", "red", "busy"]
type Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    shop_url: str
    warehouse_url: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that should be equal, or should not be there, and the figures of it."""

    check: str
    facts: dict[str, Any]


@dataclass(slots=True)
class EntityRun:
    read: int = 0
    loaded: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


@dataclass(slots=True)
class Run:
    id: int = 0
    mode: Literal["full", "incremental"] = "full"
    reason: str = ""
    state: State = "busy"
    changed_keys: int = 0
    entities: dict[str, EntityRun] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    seconds: float = 0.0
