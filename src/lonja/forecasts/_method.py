"""A way to forecast, and what it answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lonja.forecasts._classing import DemandKind


class CannotFit(ValueError):
    """A method finds no answer for this series; another one does."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Units of each coming week, and the parameters that were estimated."""

    weeks: tuple[float, ...]
    parameters: Mapping[str, float] = field(default_factory=dict)


class Method(Protocol):
    """`least_weeks` is the shortest history that it can be fitted to."""

    @property
    def code(self) -> str: ...

    @property
    def kinds(self) -> frozenset[DemandKind]: ...

    @property
    def least_weeks(self) -> int: ...

    def expect(self, history: Sequence[float], *, horizon: int) -> Expected: ...
