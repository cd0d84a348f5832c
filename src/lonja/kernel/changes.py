"""The result of a write: created, updated or unchanged."""

from typing import Literal

type Outcome = Literal["created", "updated", "unchanged"]
