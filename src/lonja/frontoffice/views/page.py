"""A page of the shop's own."""

from dataclasses import dataclass

from markupsafe import Markup

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class ContentPage:
    """`body` is HTML that was cleaned before it was stored."""

    frame: Frame
    title: str
    body: Markup
    seo_title: str
    description: str
    is_preview: bool = False
