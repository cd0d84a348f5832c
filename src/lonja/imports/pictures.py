"""Pictures that a file names by their web addresses."""

from typing import Protocol


class PictureUnavailable(Exception):
    """A picture cannot be had from its address; the text says why."""


class PictureSource(Protocol):
    async def download(self, address: str) -> bytes:
        """Bounded in size and time, from public web addresses only; `PictureUnavailable` else."""
        ...
