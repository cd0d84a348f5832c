"""Which scripts of others this shop has, and what the reader says to them."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class TagShown:
    vendor: str
    purpose: str
    cookies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryShown:
    code: str
    is_chosen: bool
    is_blocked: bool
    """The reader's browser says no for them, whatever they press."""
    tags: tuple[TagShown, ...]


@dataclass(frozen=True, slots=True)
class ConsentPage:
    """`is_chosen`: the reader has answered; `back` is where they came from."""

    frame: Frame
    categories: tuple[CategoryShown, ...]
    is_chosen: bool
    has_signal: bool
    is_saved: bool
    back: str
