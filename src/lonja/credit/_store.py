"""All SQL of credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from lonja.credit._account import Account, CreditStatus, Entry, EntryKind, NewEntry, Owed
from lonja.identity.api import Attempts
from lonja.kernel.db import first, one, rows, run

MOST_ENTRIES = 500

_ACCOUNT = (
    "id, kind, status, currency, initial_minor, balance_minor, last_four, expires_at, customer_id,"
    " email, name, message, language, send_at, sent_at, issued_by, issued_at, version"
)
_ENTRY = "id, kind, amount_minor, balance_minor, order_id, order_number, reason, actor, at"


async def insert_account(db: AsyncConnection, **account: Any) -> bool:
    """False where the id is taken. Its money comes with its first entry."""
    return bool(
        await run(
            db,
            "INSERT INTO credit_accounts (id, kind, currency, initial_minor, balance_minor,"
            " last_four, expires_at, customer_id, email, name, message, language, send_at,"
            " issued_by, issued_at) VALUES (%(id)s, %(kind)s, %(currency)s, %(initial_minor)s, 0,"
            " %(last_four)s, %(expires_at)s, %(customer_id)s, %(email)s, %(name)s, %(message)s,"
            " %(language)s, %(send_at)s, %(issued_by)s, %(issued_at)s) ON CONFLICT DO NOTHING",
            **account,
        )
    )


async def insert_code(db: AsyncConnection, *, digest: bytes, account_id: UUID) -> None:
    await run(
        db,
        "INSERT INTO credit_codes (digest, account_id) VALUES (%(digest)s, %(account)s)",
        digest=digest,
        account=account_id,
    )


async def by_digest(db: AsyncConnection, digest: bytes) -> Account | None:
    return await first(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE id ="
        " (SELECT account_id FROM credit_codes WHERE digest = %(digest)s)",
        digest=digest,
    )


async def get(db: AsyncConnection, account_id: UUID) -> Account | None:
    return await first(
        db, Account, f"SELECT {_ACCOUNT} FROM credit_accounts WHERE id = %(id)s", id=account_id
    )


async def get_all(db: AsyncConnection, ids: Sequence[UUID]) -> list[Account]:
    return await rows(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE id = ANY(%(ids)s) ORDER BY id",
        ids=list(ids),
    )


async def lock(db: AsyncConnection, ids: Sequence[UUID]) -> list[Account]:
    """In the order of their ids, so that two orders with the same cards never wait for each other."""
    return await rows(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE",
        ids=list(ids),
    )


async def page(
    db: AsyncConnection,
    *,
    query: str,
    status: CreditStatus | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Account]:
    """Gift cards, newest first; `query` is four characters, a part of a mailbox, or an order."""
    at, last = after or (None, None)
    return await rows(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE kind = 'gift_card'"
        " AND (%(status)s::text IS NULL OR status = %(status)s)"
        " AND (%(query)s = '' OR last_four = upper(%(query)s)"
        " OR strpos(lower(email), lower(%(query)s)) > 0 OR id IN"
        " (SELECT account_id FROM credit_entries WHERE order_number = upper(%(query)s)))"
        " AND (%(at)s::timestamptz IS NULL OR (issued_at, id) < (%(at)s, %(last)s::uuid))"
        " ORDER BY issued_at DESC, id DESC LIMIT %(limit)s",
        query=query,
        status=status,
        at=at,
        last=last,
        limit=limit,
    )


async def of_customers(db: AsyncConnection, customer_ids: Sequence[UUID]) -> list[Account]:
    return await rows(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE customer_id = ANY(%(customers)s)"
        " ORDER BY currency, id LIMIT 200",
        customers=list(customer_ids),
    )


async def has_store_credit(db: AsyncConnection) -> bool:
    return await one(
        db,
        bool,
        "SELECT EXISTS (SELECT FROM credit_accounts WHERE customer_id IS NOT NULL)",
    )


async def sent_to(db: AsyncConnection, emails: Sequence[str], limit: int) -> list[Account]:
    return await rows(
        db,
        Account,
        f"SELECT {_ACCOUNT} FROM credit_accounts WHERE email <> ''"
        " AND lower(email) = ANY(%(emails)s) ORDER BY issued_at, id LIMIT %(limit)s",
        emails=[email.lower() for email in emails],
        limit=limit,
    )


async def change(
    db: AsyncConnection,
    *,
    account_id: UUID,
    status: CreditStatus,
    expires_at: datetime | None,
) -> None:
    await run(
        db,
        "UPDATE credit_accounts SET status = %(status)s, expires_at = %(expires_at)s,"
        " version = version + 1 WHERE id = %(id)s",
        id=account_id,
        status=status,
        expires_at=expires_at,
    )


async def extend(db: AsyncConnection, account_id: UUID, *, until: datetime) -> None:
    await run(
        db,
        "UPDATE credit_accounts SET expires_at = greatest(expires_at, %(until)s),"
        " version = version + 1 WHERE id = %(id)s AND expires_at < %(until)s",
        id=account_id,
        until=until,
    )


async def entry(db: AsyncConnection, account_id: UUID, entry_id: UUID) -> Entry | None:
    return await first(
        db,
        Entry,
        f"SELECT {_ENTRY} FROM credit_entries WHERE account_id = %(account)s AND id = %(id)s",
        account=account_id,
        id=entry_id,
    )


async def entries(db: AsyncConnection, account_id: UUID) -> list[Entry]:
    """Newest first."""
    return await rows(
        db,
        Entry,
        f"SELECT {_ENTRY} FROM credit_entries WHERE account_id = %(account)s"
        " ORDER BY at DESC, id DESC LIMIT %(limit)s",
        account=account_id,
        limit=MOST_ENTRIES,
    )


async def book(db: AsyncConnection, new: NewEntry) -> bool:
    """Move a balance and write the row that says why, in one statement; False for too little there.

    The caller has locked the account, and knows that the entry is new.
    """
    return bool(
        await run(
            db,
            "WITH moved AS (UPDATE credit_accounts SET balance_minor = balance_minor + %(amount)s"
            " WHERE id = %(account)s AND balance_minor + %(amount)s >= 0 RETURNING balance_minor)"
            " INSERT INTO credit_entries (account_id, id, kind, amount_minor, balance_minor,"
            " order_id, order_number, reason, actor, at) SELECT %(account)s, %(id)s, %(kind)s,"
            " %(amount)s, balance_minor, %(order)s, %(number)s, %(reason)s, %(actor)s, %(at)s"
            " FROM moved",
            account=new.account_id,
            id=new.id,
            kind=new.kind,
            amount=new.amount_minor,
            order=new.order_id,
            number=new.order_number,
            reason=new.reason,
            actor=new.actor,
            at=new.at,
        )
    )


async def lock_giver(db: AsyncConnection, actor: str) -> None:
    """One gift of a person at a time: two at once would each see a limit that is not reached."""
    await run(db, "SELECT pg_advisory_xact_lock(hashtext('credit:' || %(actor)s))", actor=actor)


async def moved_minor(
    db: AsyncConnection, *, actor: str, currency: str, sign: int, since: datetime
) -> int:
    """What a person added to balances in this currency since then; took from them, for a sign of -1."""
    return await one(
        db,
        int,
        "SELECT coalesce(sum(abs(e.amount_minor)), 0)::bigint FROM credit_entries e"
        " JOIN credit_accounts a ON a.id = e.account_id"
        " WHERE e.actor = %(actor)s AND e.at > %(since)s AND a.currency = %(currency)s"
        " AND e.kind IN ('issued', 'adjusted') AND sign(e.amount_minor) = %(sign)s::int",
        actor=actor,
        currency=currency,
        sign=sign,
        since=since,
    )


async def owed(db: AsyncConnection) -> list[Owed]:
    """What the shop owes, by currency, as the ledger says it."""
    return await rows(
        db,
        Owed,
        "SELECT a.currency,"
        " coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'issued'), 0)::bigint"
        " AS issued_minor,"
        " coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'sold'), 0)::bigint"
        " AS sold_minor,"
        " coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'adjusted'), 0)::bigint"
        " AS adjusted_minor,"
        " coalesce(-sum(e.amount_minor) FILTER (WHERE e.kind = 'taken_back'), 0)::bigint"
        " AS taken_back_minor,"
        " coalesce(-sum(e.amount_minor) FILTER (WHERE e.kind = 'spent'), 0)::bigint"
        " AS spent_minor,"
        " coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'released'), 0)::bigint"
        " AS released_minor,"
        " coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'refunded'), 0)::bigint"
        " AS refunded_minor,"
        " coalesce(sum(e.amount_minor), 0)::bigint AS balance_minor"
        " FROM credit_entries e JOIN credit_accounts a ON a.id = e.account_id"
        " GROUP BY a.currency ORDER BY a.currency",
    )


async def mark_sent(db: AsyncConnection, account_id: UUID, *, now: datetime) -> None:
    await run(
        db,
        "UPDATE credit_accounts SET sent_at = %(now)s WHERE id = %(id)s",
        id=account_id,
        now=now,
    )


async def unsent(db: AsyncConnection, *, before: datetime, limit: int) -> list[UUID]:
    """Cards whose mail should have left before then."""
    return await rows(
        db,
        UUID,
        "SELECT id FROM credit_accounts WHERE send_at <= %(before)s AND sent_at IS NULL"
        " AND status = 'active' ORDER BY send_at, id LIMIT %(limit)s",
        before=before,
        limit=limit,
    )


async def forget(db: AsyncConnection, *, email: str) -> int:
    """Take a person out of the cards that were sent to them; the ledger stays."""
    return await run(
        db,
        "UPDATE credit_accounts SET email = '', name = '', message = '', version = version + 1"
        " WHERE email <> '' AND lower(email) = lower(%(email)s)",
        email=email,
    )


async def count_attempt(
    db: AsyncConnection, key: bytes, *, now: datetime, window: timedelta
) -> Attempts:
    return await one(
        db,
        Attempts,
        "INSERT INTO credit_throttles AS t (key, window_started_at, attempts)"
        " VALUES (%(key)s, %(now)s, 1) ON CONFLICT (key) DO UPDATE SET"
        " attempts = CASE WHEN t.window_started_at <= %(old)s THEN 1 ELSE t.attempts + 1 END,"
        " window_started_at = CASE WHEN t.window_started_at <= %(old)s THEN %(now)s"
        " ELSE t.window_started_at END RETURNING attempts, window_started_at",
        key=key,
        now=now,
        old=now - window,
    )


async def forgive_attempt(db: AsyncConnection, key: bytes) -> None:
    await run(
        db,
        "UPDATE credit_throttles SET attempts = attempts - 1 WHERE key = %(key)s AND attempts > 0",
        key=key,
    )


async def forget_attempts(db: AsyncConnection, *, before: datetime) -> int:
    return await run(
        db, "DELETE FROM credit_throttles WHERE window_started_at < %(before)s", before=before
    )


@dataclass(frozen=True, slots=True)
class Issued:
    """A balance that grew or shrank and paid nothing: issued, sold, adjusted or taken back."""

    id: UUID
    account_id: UUID
    kind: EntryKind
    amount_minor: int
    currency: str
    at: datetime


async def issued(
    db: AsyncConnection, *, since: datetime, until: datetime, after: UUID | None, limit: int
) -> list[Issued]:
    return await rows(
        db,
        Issued,
        "SELECT e.id, e.account_id, e.kind, e.amount_minor, a.currency, e.at"
        " FROM credit_entries AS e JOIN credit_accounts AS a ON a.id = e.account_id"
        " WHERE e.at >= %(since)s AND e.at < %(until)s"
        " AND e.kind IN ('issued', 'sold', 'adjusted', 'taken_back')"
        " AND (%(after)s::uuid IS NULL OR e.id > %(after)s)"
        " ORDER BY e.id, e.account_id LIMIT %(limit)s",
        since=since,
        until=until,
        after=after,
        limit=limit,
    )
