"""Which mails a customer wants."""

from dataclasses import dataclass

from lonja.frontoffice.views.frame import Frame


@dataclass(frozen=True, slots=True)
class PreferencesPage:
    frame: Frame
    action: str
    email: str
    wants_news: bool
    is_saved: bool
