"""The interface to a host of reports such as Power BI; its adapter is in `adapters`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Embed:
    """The facts that a browser needs for the report: valid until `expires_at`, for this report only."""

    report_id: str
    embed_url: str
    token: str
    expires_at: datetime


class ReportHost(Protocol):
    """Raises `kernel.errors.Unavailable` when it does not answer or refuses us."""

    async def embed(self) -> Embed:
        """A token that can view the one report and no other."""
        ...

    async def refresh(self) -> None:
        """Ask for the model to be read again from the warehouse."""
        ...

    async def close(self) -> None: ...
