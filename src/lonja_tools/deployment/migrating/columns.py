"""Columns and constraints that are added to a table in use: which of them read or rewrite it. Pure."""

import re
from collections.abc import Iterator
from typing import Final

# A default that differs from row to row is written into each row at once.
_VOLATILE: Final = (
    "random(", "gen_random_uuid(", "uuid_generate_v", "uuidv4(", "uuidv7(", "clock_timestamp(",
    "timeofday(", "nextval(", "currval(",
)  # fmt: skip


def wrong_constraint(table: str, kind: str, low: str) -> Iterator[str]:
    if kind.split(maxsplit=1)[0] in {"foreign", "check", "not"}:
        if "not valid" not in low:
            yield (
                f"a {kind.upper()} is added to {table} and every row is checked under a lock:"
                " add it NOT VALID, and VALIDATE it in a migration of its own."
            )
    elif kind == "exclude":
        yield (
            f"EXCLUDE on {table} builds its index under a lock, and there is no other way:"
            " make a new table that has it, and move to it in batches."
        )
    elif "using index" not in low:
        yield (
            f"{kind.upper()} on {table} builds its index under a lock: make the unique index"
            " CONCURRENTLY and add the constraint USING INDEX."
        )


def wrong_column(table: str, column: str, low: str) -> Iterator[str]:
    """Of ADD COLUMN, in lower case and without quoted text."""
    default = re.search(r"\bdefault\b(.*)", low, re.DOTALL)
    counted = re.search(r"\b(?:small|big)?serial\b|\bas\s+identity\b", low)
    computed = re.search(r"\bgenerated\s+always\s+as\s*\(", low)
    if counted or (computed and "virtual" not in low):
        yield (
            f"{table}.{column} is counted or computed for each row, so the table is rewritten"
            " under a lock. Add a plain column, fill it in batches, and let the code write it."
        )
    if re.search(r"\bnot\s+null\b", low) and not (default or counted or computed):
        yield (
            f"{table}.{column} is added NOT NULL without a default: rows that are there have"
            " none, and the running version writes none. Give it a default, or let it be empty."
        )
    if default and any(name in default[1].replace(" ", "") for name in _VOLATILE):
        yield (
            f"{table}.{column} gets a default that differs by row, so the table is rewritten"
            " under a lock. Add it without, fill it in batches, then set the default."
        )
    if re.search(r"\breferences\b", low):
        yield (
            f"{table}.{column} is added with REFERENCES, which checks under a lock: add the"
            " foreign key NOT VALID and validate it in a migration of its own."
        )
    if re.search(r"\bcheck\s*\(", low):
        yield (
            f"{table}.{column} is added with a CHECK, and every row is read under a lock: add the"
            " CHECK by itself, NOT VALID, and VALIDATE it in a migration of its own."
        )
    if re.search(r"\b(?:unique|primary\s+key)\b", low):
        yield (
            f"{table}.{column} is added UNIQUE, which builds an index under a lock: make the unique"
            " index CONCURRENTLY and add the constraint USING INDEX."
        )
