"""Steps of the set-up guide that staff chose to leave out."""

from datetime import datetime
from typing import ClassVar

from psycopg import AsyncConnection

from lonja.kernel import audit
from lonja.kernel.errors import Conflict
from lonja.shop import _opening_store
from lonja.shop._opening import NEEDED_TO_OPEN, GuideStep


class StepNeeded(Conflict):
    """A shop cannot sell without `facts["step"]`, so the guide goes on showing it."""

    code: ClassVar[str] = "step_needed"


async def skipped_steps(db: AsyncConnection) -> frozenset[GuideStep]:
    return frozenset(GuideStep(step) for step in await _opening_store.skipped(db))


async def skip_step(db: AsyncConnection, step: GuideStep, *, actor: str, now: datetime) -> None:
    """Leave the step out; twice changes nothing."""
    if step in NEEDED_TO_OPEN or step is GuideStep.OPEN:
        raise StepNeeded(f"a shop cannot sell without {step}", step=str(step))
    if await _opening_store.skip(db, step, actor=actor, now=now):
        await audit.record(
            db, at=now, actor=actor, action="guide_step_skipped", subject=f"guide:{step}"
        )


async def resume_step(db: AsyncConnection, step: GuideStep, *, actor: str, now: datetime) -> None:
    """Show the step again; twice changes nothing."""
    if await _opening_store.resume(db, step):
        await audit.record(
            db, at=now, actor=actor, action="guide_step_resumed", subject=f"guide:{step}"
        )
