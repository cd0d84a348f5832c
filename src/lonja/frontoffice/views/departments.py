"""Where a category stands: the way to it, and what stands in it. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lonja.catalog import api as catalog
from lonja.frontoffice.views.frame import Link


@dataclass(frozen=True, slots=True)
class Below:
    """A category that stands in the one that is shown."""

    name: str
    url: str
    products: int


def way_to(
    known: Sequence[catalog.Category], slug: str, language: str, url: Callable[[str], str]
) -> tuple[Link, ...]:
    """From the top row down to this category itself; empty where there is none."""
    here = next((one for one in known if one.slug == slug), None)
    if here is None:
        return ()
    by_id = {one.id: one for one in known}
    steps = [*(by_id[one] for one in here.path if one in by_id), here]
    return tuple(
        Link(one.text(language, "name"), url(f"c/{one.slug}"), code=one.slug) for one in steps
    )


def below(
    known: Sequence[catalog.Category],
    here: catalog.Category,
    language: str,
    url: Callable[[str], str],
) -> tuple[Below, ...]:
    """Its own row of categories, those that have products."""
    return tuple(
        Below(one.text(language, "name"), url(f"c/{one.slug}"), one.products)
        for one in known
        if one.parent_id == here.id and one.products
    )


def slugs_in(known: Sequence[catalog.Category], here: catalog.Category) -> list[str]:
    """Of it and all that stands in it."""
    return [one.slug for one in known if one.id == here.id or here.id in one.path]
