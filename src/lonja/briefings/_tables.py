from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.briefings._cadence import Cadence
from lonja.briefings._judging import Compare
from lonja.briefings._states import EventKind, RunState
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

# A report that is mailed to staff; `search` is what the address of its page keeps.
report_mails = Table(
    "report_mails",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("search", JSONB, nullable=False),
    # The rows of any of these, [{"channel": ["web"]}]: those that its maker saw; else all of them.
    Column("scopes", JSONB, nullable=False, server_default="[]"),
    Column("cadence", Text, nullable=False),
    Column("hour", SmallInteger, nullable=False),  # of the shop's clock
    Column("recipients", ARRAY(Uuid), nullable=False),  # staff
    Column("owner_id", Uuid, nullable=False),
    Column("next_at", DateTime(timezone=True)),  # none while it is off
    Column("version", Integer, nullable=False, server_default="1"),
    holds("cadence", Cadence),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_a_day"),
    Index("ix_report_mails_next_at", "next_at", postgresql_where="next_at IS NOT NULL"),
    info={"shard": "local"},
)

# One period of it: asked of the warehouse, answered, sent.
report_mail_runs = Table(
    "report_mail_runs",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("mail_id", Uuid, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("only_for", Uuid),  # who asked for one now; none of the one that everybody gets
    Column("state", Text, nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("answer", JSONB),
    Column("told", Integer, nullable=False, server_default="0"),  # how many got a mail
    Column("settled_at", DateTime(timezone=True)),
    holds("state", RunState),
    Index(
        "uq_report_mail_runs_period",
        "mail_id",
        "period_start",
        unique=True,
        postgresql_where="only_for IS NULL",
    ),
    Index("ix_report_mail_runs_state", "state", "due_at"),
    Index("ix_report_mail_runs_mail_id", "mail_id", "due_at"),
    info={"shard": "local"},
)

# A figure that is watched; `fired_since` is the day from which on it is where the rule says something.
alert_rules = Table(
    "alert_rules",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("metric", Text, nullable=False),
    Column("search", JSONB, nullable=False),  # its currency and conditions
    Column("scopes", JSONB, nullable=False, server_default="[]"),
    Column("compare", Text, nullable=False),
    Column("bound", BigInteger, nullable=False),  # in the scale of the figure, or of a change
    Column("days", SmallInteger, nullable=False),
    Column("recipients", ARRAY(Uuid), nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("is_on", Boolean, nullable=False),
    Column("muted_until", DateTime(timezone=True)),
    Column("fired_since", Date),
    Column("last_day", Date),
    Column("last_value", BigInteger),
    Column("answer", JSONB),
    Column("answered_at", DateTime(timezone=True)),
    Column("judged_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    holds("compare", Compare),
    CheckConstraint("days BETWEEN 1 AND 7", name="days_of_a_week"),
    info={"shard": "local"},
)

alert_events = Table(
    "alert_events",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("rule_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("value", BigInteger),
    Column("usual", BigInteger),
    Column("told", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    holds("kind", EventKind),
    Index("ix_alert_events_rule_id", "rule_id", "at"),
    info={"shard": "local"},
)

# What staff write about a day: "the sale began".
report_notes = Table(
    "report_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("day", Date, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("written_at", DateTime(timezone=True), nullable=False),
    Index("ix_report_notes_day", "day", "id"),
    info={"shard": "local"},
)
