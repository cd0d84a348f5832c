"""Customers from a file: found by their e-mail, made or brought up to date, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection

from lonja.customers import _file_store, _record_store, _store
from lonja.customers._choices import apply_choice, record_choice
from lonja.customers._file_store import StoredPerson
from lonja.customers._records import lock_record
from lonja.customers._source import ChoiceSource
from lonja.kernel import audit
from lonja.kernel.errors import Conflict, Invalid
from lonja.kernel.ids import uuid7

WORDS_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What a file says; `agreed_at` with `agreed_words` is the proof of a consent, else there is none."""

    email: str
    name: str
    phone: str
    country: str
    language: str
    tags: Sequence[str]
    note: str = ""
    note_id: UUID | None = None
    agreed_at: datetime | None = None
    agreed_words: str = ""


async def people(db: AsyncConnection, emails: Sequence[str]) -> dict[str, StoredPerson]:
    """By e-mail in lower case; unknown ones are missing."""
    found = await _file_store.people(db, [email.lower() for email in emails])
    return {one.key: one for one in found}


async def put_person(db: AsyncConnection, draft: PersonDraft, *, actor: str, now: datetime) -> None:
    """Make the customer or bring them up to date; the same draft twice changes nothing more."""
    email = draft.email.lower()
    if len(draft.agreed_words) > WORDS_CHARACTERS:
        raise Invalid(f"at most {WORDS_CHARACTERS} characters", field="agreed_words")
    if draft.agreed_at is not None and draft.agreed_at > now:
        raise Invalid("nobody has agreed in the future", field="agreed_at")
    fresh = uuid7()
    customer_id = await _store.claim_email(db, email=email, customer_id=fresh)
    if customer_id == fresh:
        await _store.insert(
            db,
            customer_id=customer_id,
            email=draft.email,
            name=draft.name,
            language=draft.language,
            country=draft.country,
            phone=draft.phone,
            now=now,
        )
    else:
        await _record_store.record(db, customer_id, lock=True)
    await _file_store.write(
        db,
        customer_id,
        name=draft.name,
        phone=draft.phone,
        country=draft.country,
        language=draft.language,
        tags=draft.tags,
    )
    await _note(db, customer_id, draft, actor=actor, now=now)
    await _agree(db, email, draft)
    await audit.record(
        db, at=now, actor=actor, action="customer_brought_in", subject=f"customer:{customer_id}"
    )


async def _note(
    db: AsyncConnection, customer_id: UUID, draft: PersonDraft, *, actor: str, now: datetime
) -> None:
    if draft.note_id is None:
        return
    if not draft.note:
        await _record_store.delete_note(db, customer_id, draft.note_id)
    elif not await _file_store.has_note(db, customer_id, draft.note):
        await _record_store.insert_note(
            db, customer_id, draft.note_id, text=draft.note, actor=actor, now=now
        )


async def _agree(db: AsyncConnection, email: str, draft: PersonDraft) -> None:
    """At the moment they agreed: what they said later, here or by a mail's link, still counts."""
    if draft.agreed_at is None:
        return
    await record_choice(
        db,
        email=email,
        granted=True,
        source=ChoiceSource.IMPORT,
        language=draft.language,
        words=draft.agreed_words,
        now=draft.agreed_at,
    )
    await apply_choice(db, email=email, now=draft.agreed_at)


async def withdraw(db: AsyncConnection, email: str, *, language: str, now: datetime) -> None:
    """A consent that a file brought in is taken back with the file."""
    await record_choice(
        db, email=email, granted=False, source=ChoiceSource.IMPORT, language=language, now=now
    )
    await apply_choice(db, email=email, now=now)


async def remove_person(
    db: AsyncConnection, email: str, *, note_id: UUID, actor: str, now: datetime
) -> None:
    """Take away whom a file brought, with its note; taking away nobody is harmless.

    Refused where they ordered or became somebody: in a group, with other notes, or merged with
    another record, which this address now leads to.
    """
    known = (await people(db, [email])).get(email.lower())
    if known is None:
        return
    await lock_record(db, known.id)
    known = (await people(db, [email])).get(email.lower(), known)
    if known.orders:
        raise Conflict("they ordered since: they stay")
    if await _file_store.is_known_otherwise(db, known.id, note_id=note_id):
        raise Conflict("they are more than what the file says by now: they stay")
    await _file_store.delete(db, known.id, email.lower())
    await audit.record(
        db, at=now, actor=actor, action="customer_taken_back", subject=f"customer:{known.id}"
    )
