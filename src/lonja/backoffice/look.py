"""How the shop looks: theme, colours, corners, letters, logo and icon."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from lonja.actions import save_look
from lonja.backoffice.deps import Now
from lonja.backoffice.if_match import IfMatch
from lonja.backoffice.rules import Me
from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import Look
from lonja.hosting.deps import Db, In, OptionalLine, Out, Reading, TheShop

router = APIRouter(prefix="/look", tags=["content"])

Colour = Annotated[str, StringConstraints(pattern=r"^(#[0-9a-f]{6})?$")]


class LookAsked(In):
    accent: Colour = ""
    accent_dark: Colour = ""
    corners: content.Corners = "theme"
    letters: content.Letters = "theme"
    logo: OptionalLine = ""
    icon: OptionalLine = ""
    logo_has_name: bool = False


class LookOut(Out):
    """`theme` is the one that the shop's settings name, of `themes`; `theirs` are its own colours."""

    document: Look
    version: int
    changed_at: datetime | None
    changed_by: str
    theme: str
    themes: list[str]
    theirs: dict[str, str]
    logo_url: str
    icon_url: str


async def _out(shop: Shop, found: content.Edition[Look]) -> LookOut:
    facts = await shop.facts.get()
    theme, look = shop.theme_of(facts), found.document
    names = ("accent", "on-accent", "ground", "surface", "ink", "quiet", "line", "corner")
    return LookOut(
        document=look,
        version=found.version,
        changed_at=found.changed_at,
        changed_by=found.changed_by,
        theme=facts.theme,
        themes=list(shop.themes.names()),
        theirs={
            **{name: theme.tokens.get(name, "") for name in names},
            "accent_dark": theme.dark_tokens.get("accent", ""),
        },
        logo_url=shop.blobs.public_url(look.logo) if look.logo else "",
        icon_url=shop.blobs.public_url(look.icon) if look.icon else "",
    )


@router.get("", operation_id="getLook")
async def get_look(db: Reading, shop: TheShop) -> LookOut:
    return await _out(shop, await content.current(db, Look))


@router.put("", operation_id="saveLook")
async def save(
    asked: LookAsked, version: IfMatch, db: Db, shop: TheShop, me: Me, now: Now
) -> LookOut:
    """Every page shows it within a second. A colour that is hard to read is refused with its ratio."""
    theme = await shop.theme()
    saved = await save_look.save(
        db,
        Look(**asked.model_dump()),
        bright=theme.tokens,
        dark=theme.dark_tokens,
        version=version,
        actor=me.email,
        now=now,
    )
    return await _out(shop, saved)
