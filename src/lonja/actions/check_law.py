"""What consumer law asks of this shop's pages: what it does itself, and what the merchant owes.

By the shop's country and today's date, computed from what is there. No legal advice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Literal

from psycopg import AsyncConnection

from lonja.content import api as content
from lonja.kernel.languages import base_of
from lonja.shop import api as shops

type DutyState = Literal["automatic", "done", "missing", "not_asked"]

_PAGES: Final = (
    content.PageRole.LEGAL_NOTICE,
    content.PageRole.TERMS,
    content.PageRole.PRIVACY,
    content.PageRole.RETURNS,
    content.PageRole.SHIPPING,
    content.PageRole.COOKIES,
    content.PageRole.ACCESSIBILITY,
)
WITHDRAWAL_SINCE: Final = date(2026, 6, 19)
ACCESSIBILITY_SINCE: Final = date(2025, 6, 28)


class DutyCode(StrEnum):
    SELLER = "seller"
    LEGAL_NOTICE = "legal_notice"
    TERMS = "terms"
    PRIVACY = "privacy"
    RETURNS = "returns"
    SHIPPING = "shipping"
    COOKIES = "cookies"
    ACCESSIBILITY = "accessibility"
    GUARANTEE_NOTICE = "guarantee_notice"
    ORDER_BUTTON = "order_button"
    WITHDRAWAL = "withdrawal"
    PRIOR_PRICE = "prior_price"
    UNIT_PRICE = "unit_price"
    TAX_WORDS = "tax_words"
    REVIEWS = "reviews"
    CONSENT = "consent"
    DISPUTE_PLATFORM = "dispute_platform"


@dataclass(frozen=True, slots=True)
class Duty:
    """`missing`: languages that a duty still lacks, where it has some.

    `in_english`: those for which Lonja has its draft of the page in English only.
    """

    code: DutyCode
    state: DutyState
    missing: Sequence[str] = ()
    in_english: Sequence[str] = ()


async def check_law(db: AsyncConnection, facts: shops.Shop, *, now: datetime) -> list[Duty]:
    """Every duty in the order in which a shop is set up; empty before it has a country."""
    if not facts.is_set_up:
        return []
    is_in_eu, today = facts.home_country in shops.EU, facts.day_of(now)
    headings = await content.headings(db)
    by_role = {one.role: one for one in headings if one.is_visible(now)}
    asks: set[content.PageRole] = {
        role for role in _PAGES if role is not content.PageRole.ACCESSIBILITY
    }
    if is_in_eu and today >= ACCESSIBILITY_SINCE:
        asks.add(content.PageRole.ACCESSIBILITY)
    pages = [_page(facts, role, by_role.get(role), is_asked=role in asks) for role in _PAGES]
    notices = (await content.current(db, content.Notices)).document
    return [
        Duty(DutyCode.SELLER, "done"),
        *pages,
        _guarantee(facts, notices, is_in_eu=is_in_eu, today=today),
        *_automatic(is_in_eu=is_in_eu, today=today),
    ]


def owed(duties: Sequence[Duty]) -> list[DutyCode]:
    return [one.code for one in duties if one.state == "missing"]


def _page(
    facts: shops.Shop,
    role: content.PageRole,
    heading: content.Heading | None,
    *,
    is_asked: bool,
) -> Duty:
    code = DutyCode(role.value)
    if not is_asked:
        return Duty(code, "not_asked")
    written = heading.titles if heading else {}
    missing = [language for language in facts.languages if language not in written]
    in_english = tuple(
        language
        for language in missing
        if content.draft_language(role, language) != base_of(language)
    )
    return Duty(code, "missing" if missing else "done", missing, in_english)


def _guarantee(facts: shops.Shop, notices: content.Notices, *, is_in_eu: bool, today: date) -> Duty:
    if not content.asks_for_guarantee(is_in_eu=is_in_eu, on=today):
        return Duty(DutyCode.GUARANTEE_NOTICE, "not_asked")
    missing = [one for one in facts.languages if notices.guarantee_in(one) is None]
    return Duty(DutyCode.GUARANTEE_NOTICE, "missing" if missing else "done", missing)


def _automatic(*, is_in_eu: bool, today: date) -> list[Duty]:
    """What pages do by themselves. Outside the EU they do it as well; no law of theirs asks for it."""
    state: DutyState = "automatic" if is_in_eu else "not_asked"
    withdrawal = state if today >= WITHDRAWAL_SINCE else "not_asked"
    codes = (
        DutyCode.ORDER_BUTTON,
        DutyCode.PRIOR_PRICE,
        DutyCode.UNIT_PRICE,
        DutyCode.TAX_WORDS,
        DutyCode.REVIEWS,
        DutyCode.CONSENT,
        DutyCode.DISPUTE_PLATFORM,
    )
    return [Duty(DutyCode.WITHDRAWAL, withdrawal), *(Duty(code, state) for code in codes)]
