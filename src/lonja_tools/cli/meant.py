"""How a file of the command line is meant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meant:
    """What a person would say at the screen; currency and language are the shop's where left out."""

    kind: str
    dry_run: bool = False
    currency: str = ""
    language: str = ""
    encoding: str = "auto"
    clears_empty: bool = False
