"""A link that shows look and front page as somebody is writing them, in a frame of the back office."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from lonja.kernel.ids import is_sealed, sealed
from lonja.kernel.settings import Settings

LIFE: Final = timedelta(hours=2)
_PURPOSE: Final = "shop-preview"


def preview_url(settings: Settings, preview_id: UUID, language: str) -> str:
    token = sealed(settings.secret_key, _PURPOSE, str(preview_id))
    return f"{settings.public_url.rstrip('/')}/{language}/preview/{preview_id}?token={token}"


def is_preview(settings: Settings, preview_id: UUID, token: str) -> bool:
    """Whether this link is ours; how long it lives is the draft's own affair."""
    return is_sealed(token, settings.secret_key, _PURPOSE, str(preview_id))
