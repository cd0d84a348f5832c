"""The door to customers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _store
from lonja.customers._audiences.group_store import GroupRow, Membership
from lonja.customers._audiences.groups import (
    DESCRIPTION_CHARACTERS,
    NAME_CHARACTERS,
    GroupChanged,
    GroupTaken,
    UnknownGroup,
    add_group,
    change_group,
    change_members,
    group,
    groups,
    groups_of_email,
    memberships,
    remove_group,
    set_groups,
)
from lonja.customers._audiences.segment_store import Size
from lonja.customers._audiences.segmenting import BadSegment, Rule, check_rule
from lonja.customers._audiences.segments import (
    Audience,
    Segment,
    SegmentChanged,
    SegmentTaken,
    UnknownSegment,
    add_segment,
    asked,
    audience_size,
    change_segment,
    readers_after,
    remove_segment,
    segment,
    segments,
    segments_of_email,
)
from lonja.customers._choices import (
    CONSENT_TEXT_VERSION,
    UNSUBSCRIBED,
    apply_choice,
    has_chosen_since,
    is_preferences_token,
    preferences_path,
    record_choice,
)
from lonja.customers._file_store import StoredPerson
from lonja.customers._files import (
    PersonDraft,
    people,
    put_person,
    remove_person,
    withdraw,
)
from lonja.customers._merging.merges import (
    addresses_of,
    merged_from,
    records_of_email,
    take_over,
)
from lonja.customers._record_store import (
    CustomerRecord,
    CustomerRow,
    Note,
    Spending,
    StoredChoice,
    Suppression,
)
from lonja.customers._records import (
    NOTE_CHARACTERS,
    SORTS,
    CustomerChanged,
    Person,
    UnknownCustomer,
    add_note,
    erase,
    list_customers,
    lock_record,
    person,
    remove_note,
    save_counts,
    save_purchases,
    set_tags,
    traces,
)
from lonja.customers._source import ChoiceSource
from lonja.customers._store import Customer, Named, Reader
from lonja.kernel.errors import NotFound
from lonja.kernel.ids import uuid7

__all__ = [
    "CONSENT_TEXT_VERSION",
    "DESCRIPTION_CHARACTERS",
    "NAME_CHARACTERS",
    "NOTE_CHARACTERS",
    "SORTS",
    "Audience",
    "BadSegment",
    "ChoiceSource",
    "Customer",
    "CustomerChanged",
    "CustomerRecord",
    "CustomerRow",
    "GroupChanged",
    "GroupRow",
    "GroupTaken",
    "Membership",
    "Named",
    "Note",
    "Person",
    "PersonDraft",
    "Reader",
    "Rule",
    "Segment",
    "SegmentChanged",
    "SegmentTaken",
    "Size",
    "Spending",
    "StoredChoice",
    "StoredPerson",
    "Suppression",
    "UnknownCustomer",
    "UnknownGroup",
    "UnknownSegment",
    "add_group",
    "add_note",
    "add_segment",
    "addresses_of",
    "apply_choice",
    "asked",
    "audience_size",
    "change_group",
    "change_members",
    "change_segment",
    "check_rule",
    "choose",
    "count_idle",
    "erase",
    "forget_scores",
    "get",
    "group",
    "groups",
    "groups_of_email",
    "has_chosen_since",
    "has_ordered",
    "idle",
    "is_preferences_token",
    "list_customers",
    "lock_record",
    "memberships",
    "merged_from",
    "names",
    "people",
    "person",
    "preferences_path",
    "put_person",
    "readers_after",
    "record_choice",
    "records_of_email",
    "remember",
    "remove_group",
    "remove_note",
    "remove_person",
    "remove_segment",
    "save_counts",
    "save_purchases",
    "segment",
    "segments",
    "segments_of_email",
    "set_groups",
    "set_tags",
    "suppress",
    "suppressed",
    "take_over",
    "traces",
    "withdraw",
    "write_scores",
]


async def remember(
    db: AsyncConnection,
    *,
    email: str,
    name: str,
    language: str,
    country: str,
    phone: str = "",
    now: datetime,
) -> UUID:
    """The customer with this address, made now if it is their first order; their newest telephone.

    What they said about marketing at the checkout counts from now on.
    """
    fresh = uuid7()
    customer_id = await _store.claim_email(db, email=email.lower(), customer_id=fresh)
    if customer_id == fresh:
        await _store.insert(
            db,
            customer_id=customer_id,
            email=email,
            name=name,
            language=language,
            country=country,
            phone=phone,
            now=now,
        )
    elif phone:
        await _store.note_phone(db, customer_id, phone)
    await apply_choice(db, email=email, now=now)
    return customer_id


async def get(db: AsyncConnection, customer_id: UUID) -> Customer:
    customer = await _store.get(db, customer_id)
    if customer is None:
        raise NotFound("there is no such customer")
    return customer


async def names(db: AsyncConnection, customer_ids: Sequence[UUID]) -> dict[UUID, Named]:
    """Those of them whom the shop still knows."""
    return {one.id: one for one in await _store.names(db, customer_ids)}


async def write_scores(
    db: AsyncConnection, customer_ids: Sequence[UUID], segments: Sequence[str]
) -> int:
    """Which segment of recency, frequency and money each is in now; the shop's own rules ask for it."""
    return await _store.write_scores(db, customer_ids, segments)


async def forget_scores(db: AsyncConnection) -> int:
    """Nobody is in a segment of the model any more."""
    return await _store.forget_scores(db)


async def count_idle(db: AsyncConnection, *, before: datetime, most: int) -> int:
    """Customers since before then who never ordered and take no news; `most` at the most."""
    return await _store.count_idle(db, before=before, most=most)


async def idle(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[UUID]:
    """The same, the oldest first."""
    return await _store.oldest_idle(db, before=before, limit=limit)


async def has_ordered(db: AsyncConnection, email: str) -> bool:
    """Whether somebody with this address has bought something that was not called off."""
    return await _store.has_ordered(db, email.strip().lower())


async def suppress(db: AsyncConnection, *, email: str, reason: str, now: datetime) -> None:
    """Never send marketing to this address again, unless its owner asks for it later.

    Saying it twice changes nothing.
    """
    if reason == UNSUBSCRIBED:
        await record_choice(
            db, email=email, granted=False, source=ChoiceSource.UNSUBSCRIBE, language="", now=now
        )
    await _store.suppress(db, email=email.lower(), reason=reason, now=now)


async def choose(
    db: AsyncConnection, customer: Customer, *, granted: bool, language: str, now: datetime
) -> None:
    """What a customer ticked on the page behind a link of their mail; it counts at once."""
    await record_choice(
        db,
        email=customer.email,
        granted=granted,
        source=ChoiceSource.PREFERENCES,
        language=language,
        now=now,
    )
    await apply_choice(db, email=customer.email, now=now)


async def suppressed(db: AsyncConnection, emails: Sequence[str]) -> set[str]:
    """Those of `emails` (compared in lower case) that must not get marketing."""
    return set(await _store.suppressed(db, [email.lower() for email in emails]))
