"""One click from a segment of the model to a campaign: the rule that finds it, and a draft that has it."""

from datetime import datetime
from typing import Final
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import api as customers
from lonja.kernel.errors import Invalid
from lonja.notifications import api as notifications
from lonja.notifications.api import CampaignText

NAMES: Final = {
    "champions": {"en": "Champions", "es": "Campeones"},
    "loyal": {"en": "Loyal", "es": "Fieles"},
    "potential": {"en": "Potentially loyal", "es": "Fieles en potencia"},
    "new": {"en": "New customers", "es": "Clientes nuevos"},
    "promising": {"en": "Promising", "es": "Prometedores"},
    "attention": {"en": "Need attention", "es": "Necesitan atención"},
    "fading": {"en": "Fading", "es": "Se alejan"},
    "cannot_lose": {"en": "Cannot lose them", "es": "No se pueden perder"},
    "at_risk": {"en": "At risk", "es": "En riesgo"},
    "hibernating": {"en": "Hibernating", "es": "Dormidos"},
    "lost": {"en": "Lost", "es": "Perdidos"},
}


async def write_to_segment(
    db: AsyncConnection,
    *,
    campaign_id: UUID,
    rfm: str,
    languages: tuple[str, ...],
    actor: str,
    now: datetime,
) -> None:
    """A draft without words for these customers; asked twice with one id, it is one draft.

    The shop's rule for the segment is found by what it asks, or added.
    """
    if rfm not in NAMES:
        raise Invalid("there is no such segment", field="segment")
    rule = customers.Rule(rfm=(rfm,))
    language = languages[0] if languages and languages[0] in {"en", "es"} else "en"
    name = f"RFM: {NAMES[rfm][language]}"
    there = [one.id for one in await customers.segments(db) if one.rule == rule]
    segment_id = (
        there[0]
        if there
        else await customers.add_segment(db, name=name, rule=rule, actor=actor, now=now)
    )
    await notifications.create_campaign(
        db,
        campaign_id=campaign_id,
        name=f"{name} {now:%Y-%m-%d}",
        segment=notifications.Segment(None, None, None, segment_id),
        texts={one: CampaignText("", "") for one in languages},
        actor=actor,
        now=now,
    )
