"""What staff write shows at once, in each language, from its time until its time; what moved leads on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

import httpx2
import pytest
from tests.support.front_office import front_office

from lonja.bootstrap import Shop
from lonja.content import api as content
from lonja.content.api import (
    Announcement,
    Footer,
    Header,
    HeroBlock,
    Home,
    LinkTarget,
    MenuItem,
    MenuSubItem,
    PageDraft,
    PageRole,
    PageStatus,
    PageText,
    TextBlock,
)
from lonja.hosting.page_previews import preview_url
from lonja.kernel import clock

pytestmark = pytest.mark.anyio


class Who(TypedDict):
    actor: str
    now: datetime


def who() -> Who:
    return Who(actor="ana", now=clock.now())


CARE = PageDraft(
    {
        "es": PageText("cuidado", "Cuidado", "<h2>Lavar</h2><p>A mano.</p>"),
        "en": PageText("care", "Care", "<h2>Wash</h2><p>By hand.</p>", "Washing", "How to wash."),
    },
    status=PageStatus.PUBLISHED,
)
SEARCH = LinkTarget("address", "/search")
