"""How a document is numbered and sealed, and how a break in its chain is found. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from lonja.documents._document import Document


def code_of(series: str, year: int, number: int) -> str:
    """`F2026-000123`: the year keeps numbers of two years apart."""
    return f"{series}{year}-{number:06d}"


def seal(*, code: str, issued_at: datetime, facts: Mapping[str, Any], previous_hash: str) -> str:
    """SHA-256 over everything on the document and the seal of the one before it in its series."""
    text = json.dumps(
        [code, issued_at.astimezone(UTC).isoformat(), facts, previous_hash],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(text.encode()).hexdigest()


def breaks(documents: Sequence[Document]) -> Iterator[str]:
    """What is wrong in a series and year that was read from its first number on."""
    previous: Document | None = None
    for number, one in enumerate(documents, start=1):
        if one.number != number:
            yield f"{one.code} stands where number {number} is expected"
        if previous is not None:
            if one.previous_hash != previous.hash:
                yield f"{one.code} does not follow {previous.code}"
            if one.issued_at < previous.issued_at:
                yield f"{one.code} is dated before {previous.code}"
        expected = seal(
            code=one.code,
            issued_at=one.issued_at,
            facts=one.facts.to_json(),
            previous_hash=one.previous_hash,
        )
        if expected != one.hash:
            yield f"{one.code} is not what was issued"
        previous = one
