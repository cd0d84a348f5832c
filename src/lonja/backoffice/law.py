"""What consumer law asks of the shop's pages."""

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter

from lonja.actions.check_law import DutyCode, check_law
from lonja.backoffice.deps import Now
from lonja.hosting.deps import Facts, Out, Reading

router = APIRouter(prefix="/law", tags=["content"])


class Duty(Out):
    """`automatic`: the shop does it itself. `missing`: languages without the page or the file.

    `in_english`: those of them whose draft of the page is in English.
    """

    code: DutyCode
    state: Literal["automatic", "done", "missing", "not_asked"]
    missing: list[str]
    in_english: list[str]


class Law(Out):
    """By the shop's country and today's date; no legal advice."""

    country: str
    duties: list[Duty]


@router.get("", operation_id="getLaw")
async def get_law(db: Reading, facts: Facts, now: Now) -> Law:
    found = await check_law(db, facts, now=now)
    return Law(
        country=facts.home_country,
        duties=[Duty(**asdict(one)) for one in found],
    )
