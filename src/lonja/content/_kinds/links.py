"""Where a link leads, and its words. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from lonja.kernel.errors import Invalid

type Texts = Mapping[str, str]
"""By language; where it is empty the theme's own neutral words stand, or nothing."""

PROSE_CHARACTERS: Final = 2_000
_ADDRESS: Final = re.compile(r"/(?!/)[^\s\\]*|https?://[^\s/\\]+[^\s\\]*|(?:mailto|tel):[^\s]+")


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link leads: the id of a category, page or product, or an address.

    An address that begins with `/` is within the shop, below the reader's language: `/search`.
    """

    kind: Literal["category", "page", "product", "address"]
    value: str


def target_faults(target: LinkTarget, name: str) -> Iterator[Invalid]:
    if target.kind == "address":
        if len(target.value) > PROSE_CHARACTERS or not _ADDRESS.fullmatch(target.value):
            yield Invalid(
                "an address begins with / and stays in this shop, or with https://, mailto: or tel:",
                field=name,
            )
        return
    try:
        UUID(target.value)
    except ValueError:
        yield Invalid(f"this is not the id of a {target.kind}", field=name)


def label_faults(target: LinkTarget | None, labels: Texts, name: str) -> Iterator[Invalid]:
    if target is not None and target.kind == "address" and not labels:
        yield Invalid("an address has no name of its own: give it a label", field=name)
