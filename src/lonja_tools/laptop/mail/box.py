"""The mailbox of the catcher: every message as received, in one SQLite file."""

import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

KEPT_MESSAGES = 20_000
MAX_LISTED = 1_000

_TABLE = """
CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    sender TEXT NOT NULL,
    recipients TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    raw BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS message_by_id ON message (message_id);
"""
_COLUMNS = "number, received_at, sender, recipients, subject, message_id"


@dataclass(frozen=True, slots=True)
class Summary:
    id: int
    received_at: str
    sender: str
    recipients: list[str]
    subject: str
    message_id: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Box:
    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_TABLE)

    def close(self) -> None:
        self._db.close()

    def keep(self, *, sender: str, recipients: list[str], raw: bytes) -> int:
        """Store one delivery; a message delivered twice is stored twice."""
        parsed = message_from_bytes(raw, policy=policy.default)
        written = self._db.execute(
            "INSERT INTO message (received_at, sender, recipients, subject, message_id, raw)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (
                datetime.now(UTC).isoformat(timespec="milliseconds"),
                sender,
                "\n".join(recipients),
                str(parsed.get("Subject", "")),
                str(parsed.get("Message-ID", "")).strip(),
                raw,
            ),
        )
        number = int(written.lastrowid or 0)
        self._db.execute("DELETE FROM message WHERE number <= ?", (number - KEPT_MESSAGES,))
        return number

    def find(
        self, *, recipient: str = "", message_id: str = "", text: str = "", limit: int = 100
    ) -> list[Summary]:
        """The newest deliveries first."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM message"
            " WHERE (:to = '' OR instr(char(10) || lower(recipients) || char(10),"
            "        char(10) || lower(:to) || char(10)))"
            " AND (:id = '' OR message_id IN (:id, '<' || :id || '>'))"
            " AND (:text = '' OR instr(lower(subject || ' ' || recipients), lower(:text)))"
            " ORDER BY number DESC LIMIT :limit",
            {
                "to": recipient,
                "id": message_id,
                "text": text,
                "limit": max(1, min(limit, MAX_LISTED)),
            },
        )
        return [_summary(row) for row in rows]

    def count(self) -> tuple[int, int]:
        """The number of deliveries, and of distinct messages."""
        row = self._db.execute(
            "SELECT count(*), count(DISTINCT CASE WHEN message_id = '' THEN '#' || number"
            " ELSE message_id END) FROM message"
        ).fetchone()
        return int(row[0]), int(row[1])

    def read(self, number: int) -> tuple[Summary, EmailMessage, bytes] | None:
        row = self._db.execute(
            f"SELECT {_COLUMNS}, raw FROM message WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            return None
        raw = bytes(row[-1])
        return _summary(row[:-1]), message_from_bytes(raw, policy=policy.default), raw

    def empty(self) -> None:
        self._db.execute("DELETE FROM message")


def body(message: EmailMessage, kind: str) -> str:
    """The text or HTML of a message, or an empty string."""
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _summary(row: tuple[Any, ...]) -> Summary:
    number, received_at, sender, recipients, subject, message_id = row
    return Summary(number, received_at, sender, recipients.split("\n"), subject, message_id)
