"""The interface to a host of reports such as Power BI; its adapter is in `adapters`."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final, Protocol

from lonja.kernel.errors import Forbidden
from lonja.reports._language import Rows

WHOLE: Final = "Whole"
BOUND: Final = "Bound"
"""The two roles of the model: all rows, or those that the name of the viewer says."""
BOUND_BY: Final = ("channel", "country", "location")
NAME_CHARACTERS: Final = 256
"""Of an effective identity, as Power BI takes it."""


class NotEmbedded(Forbidden):
    """The rows that the viewer may see cannot be told to the host: it shows them nothing."""

    code: ClassVar[str] = "not_embedded"


@dataclass(frozen=True, slots=True)
class Embed:
    """The facts that a browser needs for the report: valid until `expires_at`, for this report only."""

    report_id: str
    embed_url: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and at which rows; all of them without `within`."""

    email: str
    within: Rows = ()


def identity_of(viewer: Viewer) -> tuple[str, str]:
    """The name and role by which the model's rules know which rows they may show.

    The name of one who is bound is a path of `channel:web|country:*|location:*`, which DAX reads with
    PATHCONTAINS; nobody chooses their own.
    """
    if not viewer.within:
        return viewer.email, WHOLE
    if len(viewer.within) > 1:
        raise NotEmbedded("bound by several roles: Power BI knows one")
    (rows,) = viewer.within
    bound = {one.dimension: one.values for one in rows}
    name = "|".join(f"{way}:{one}" for way in BOUND_BY for one in bound.get(way, ("*",)))
    if len(name) > NAME_CHARACTERS:
        raise NotEmbedded("bound to more values than Power BI takes")
    return name, BOUND


class ReportHost(Protocol):
    """Raises `kernel.errors.Unavailable` when it does not answer or refuses us."""

    async def embed(self, viewer: Viewer) -> Embed:
        """A token that can view the one report and no other, in the rows of the viewer."""
        ...

    async def refresh(self) -> None:
        """Ask for the model to be read again from the warehouse."""
        ...

    async def close(self) -> None: ...
