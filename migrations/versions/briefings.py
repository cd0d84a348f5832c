"""briefings: reports by mail, alerts on figures, notes on days"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "briefings"
down_revision = "insights"

_JSON = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    _mails()
    _alerts()
    _notes()


def _mails() -> None:
    op.create_table(
        "report_mails",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("search", _JSON, nullable=False),
        sa.Column("scopes", _JSON, server_default="[]", nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "cadence IN ('daily', 'weekly', 'monthly')", name=op.f("ck_report_mails_cadence")
        ),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_report_mails_hour_of_a_day")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mails")),
        info={"shard": "local"},
    )
    op.create_index(
        "ix_report_mails_next_at",
        "report_mails",
        ["next_at"],
        unique=False,
        postgresql_where="next_at IS NOT NULL",
    )
    op.create_table(
        "report_mail_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mail_id", sa.Uuid(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("only_for", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", _JSON, nullable=True),
        sa.Column("told", sa.Integer(), server_default="0", nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'answered', 'sent', 'skipped', 'failed')",
            name=op.f("ck_report_mail_runs_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_mail_runs")),
        info={"shard": "local"},
    )
    op.create_index(
        "uq_report_mail_runs_period",
        "report_mail_runs",
        ["mail_id", "period_start"],
        unique=True,
        postgresql_where="only_for IS NULL",
    )
    op.create_index(
        "ix_report_mail_runs_state", "report_mail_runs", ["state", "due_at"], unique=False
    )
    op.create_index(
        "ix_report_mail_runs_mail_id", "report_mail_runs", ["mail_id", "due_at"], unique=False
    )


def _alerts() -> None:
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("search", _JSON, nullable=False),
        sa.Column("scopes", _JSON, server_default="[]", nullable=False),
        sa.Column("compare", sa.Text(), nullable=False),
        sa.Column("bound", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("recipients", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fired_since", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("last_value", sa.BigInteger(), nullable=True),
        sa.Column("answer", _JSON, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "compare IN ('above', 'below', 'falls', 'rises')", name=op.f("ck_alert_rules_compare")
        ),
        sa.CheckConstraint("days BETWEEN 1 AND 7", name=op.f("ck_alert_rules_days_of_a_week")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rules")),
        info={"shard": "local"},
    )
    op.create_table(
        "alert_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("usual", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('fired', 'recovered')", name=op.f("ck_alert_events_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_events")),
        info={"shard": "local"},
    )
    op.create_index("ix_alert_events_rule_id", "alert_events", ["rule_id", "at"], unique=False)


def _notes() -> None:
    op.create_table(
        "report_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_notes")),
        info={"shard": "local"},
    )
    op.create_index("ix_report_notes_day", "report_notes", ["day", "id"], unique=False)
