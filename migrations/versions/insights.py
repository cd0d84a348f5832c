"""insights: what the shop does with the answers of models, and terms of supply"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "insights"
down_revision = "traffic"


def upgrade() -> None:
    op.create_table(
        "insight_settings",
        sa.Column("only_one", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("pairs_on", sa.Boolean(), nullable=False),
        sa.Column("rfm_on", sa.Boolean(), nullable=False),
        sa.Column("low_at_on", sa.Boolean(), nullable=False),
        sa.Column("forecasts_on", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("service_percent", sa.Integer(), nullable=False),
        sa.Column("cover_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("only_one", name=op.f("ck_insight_settings_only_one")),
        sa.PrimaryKeyConstraint("only_one", name=op.f("pk_insight_settings")),
        info={"shard": "local"},
    )
    op.create_table(
        "insight_answers",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("items", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('pairs', 'scores', 'demand', 'due')", name=op.f("ck_insight_answers_kind")
        ),
        sa.PrimaryKeyConstraint("kind", "part", name=op.f("pk_insight_answers")),
        info={"shard": "local"},
    )
    op.create_table(
        "supply_terms",
        sa.Column("variant_id", sa.Uuid(), nullable=False),
        sa.Column("supplier", sa.Text(), server_default="", nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("service_percent", sa.Integer(), nullable=True),
        sa.Column("pack_units", sa.Integer(), server_default="1", nullable=False),
        sa.Column("least_units", sa.Integer(), server_default="1", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "pack_units > 0 AND least_units > 0", name=op.f("ck_supply_terms_units_positive")
        ),
        sa.PrimaryKeyConstraint("variant_id", name=op.f("pk_supply_terms")),
        info={"shard": "stock"},
    )
    op.create_index(
        "ix_supply_terms_supplier", "supply_terms", ["supplier", "variant_id"], unique=False
    )
