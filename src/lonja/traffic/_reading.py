"""What a browser's own words say: the kind of device, whether a person looks, what was searched. Pure."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs

from lonja.traffic._step import Device

MAX_TERM_CHARACTERS: Final = 60
MAX_QUERY_BYTES: Final = 500
_MACHINES: Final = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|lighthouse|headless|curl|wget|python|java/|go-http"
    r"|okhttp|node|axios|scan|feed|probe|fetch|facebookexternal|whatsapp",
    re.IGNORECASE,
)
_TABLETS: Final = re.compile(r"iPad|Tablet|Android(?!.*Mobile)|Silk", re.IGNORECASE)
_PRIVATE: Final = re.compile(r"@|\d[\d\s().+-]{3,}\d")
"""An address of mail; or five digits and more: a telephone, an order, a card."""


@lru_cache(maxsize=512)
def device_of(agent: str) -> Device | None:
    """None for a machine: what names itself a program, or names nothing."""
    if not agent.startswith("Mozilla/") or _MACHINES.search(agent):
        return None
    if _TABLETS.search(agent):
        return Device.TABLET
    return Device.PHONE if "Mobi" in agent else Device.DESKTOP


def is_first_page(query: bytes) -> bool:
    """Whether a list was asked for, and not more of it."""
    return b"cursor=" not in query


def term_of(query: bytes) -> str:
    """The words of a search as they are compared; empty where they may be about a person."""
    typed = parse_qs(query[:MAX_QUERY_BYTES].decode("latin-1"), max_num_fields=20).get("q", [""])[0]
    words = " ".join(typed.casefold().split())
    return "" if len(words) > MAX_TERM_CHARACTERS or _PRIVATE.search(words) else words
