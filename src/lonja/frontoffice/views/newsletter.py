"""Asking for the shop's news."""

from dataclasses import dataclass
from typing import Literal

from lonja.frontoffice.views.frame import Frame

type Step = Literal["form", "sent", "opened", "done", "over"]


@dataclass(frozen=True, slots=True)
class NewsletterPage:
    """`step`: the form, a mail is on its way, the mail's link was opened, done, or its link is over."""

    frame: Frame
    step: Step
    email: str = ""
    error: str = ""
    action: str = ""
