from sqlalchemy import CheckConstraint, Column, DateTime, Index, Table, Text, Uuid

from lonja.kernel.metadata import metadata

wishes = Table(
    "stock_wishes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("variant_id", Uuid, nullable=False),
    Column("email", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("wished_at", DateTime(timezone=True), nullable=False),  # the oldest is told first
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("told_at", DateTime(timezone=True)),  # its mail is on its way, or was sent
    CheckConstraint("ends_at > wished_at", name="ends_after_it_began"),
    Index(
        "uq_stock_wishes_waiting",
        "variant_id",
        "email",
        unique=True,
        postgresql_where="told_at IS NULL",
    ),
    Index("ix_stock_wishes_turn", "variant_id", "wished_at", "id"),
    Index("ix_stock_wishes_email", "email"),
    Index("ix_stock_wishes_ends_at", "ends_at"),
    info={"shard": "local"},
)
