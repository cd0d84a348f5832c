"""A link that shows one product to whoever has it, a draft too, until its time is over."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from lonja.kernel.ids import is_sealed, sealed
from lonja.kernel.settings import Settings

LIFE: Final = timedelta(hours=24)
_PURPOSE: Final = "product-preview"


def preview_url(settings: Settings, product_id: UUID, language: str, *, until: datetime) -> str:
    ends = int(until.timestamp())
    token = sealed(settings.secret_key, _PURPOSE, f"{product_id}:{ends}")
    base = settings.public_url.rstrip("/")
    return f"{base}/{language}/p/preview/{product_id}?until={ends}&token={token}"


def is_preview(
    settings: Settings, product_id: UUID, until: str, token: str, *, now: datetime
) -> bool:
    """Whether this link is ours and its time is not over."""
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        return False
    is_ours = is_sealed(token, settings.secret_key, _PURPOSE, f"{product_id}:{int(until)}")
    return is_ours and now < datetime.fromtimestamp(int(until), UTC)
