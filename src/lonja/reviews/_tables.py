from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.reviews._moderating import ReviewStatus

# Read on every product's page and written seldom: copied to every node, like the catalog.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("product_id", Uuid, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),  # never changes; says that the buyer is one
    Column("rating", SmallInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("name", Text, nullable=False),  # as its writer wants to be called
    Column("language", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),  # why it was rejected, as a stable code
    Column("reply", Text),
    Column("replied_at", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("written_at", DateTime(timezone=True), nullable=False),  # these very words
    Column("decided_at", DateTime(timezone=True)),
    Column("decided_by", Text),
    UniqueConstraint("order_id", "product_id"),
    CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
    holds("status", ReviewStatus),
    CheckConstraint("(status = 'rejected') = (reason IS NOT NULL)", name="reason"),
    CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="reply"),
    Index(
        "ix_reviews_shown",
        "product_id",
        "written_at",
        "id",
        postgresql_where="status = 'published'",
    ),
    Index(
        "ix_reviews_shown_by_rating",
        "product_id",
        "rating",
        "written_at",
        "id",
        postgresql_where="status = 'published'",
    ),
    Index("ix_reviews_status", "status", "written_at", "id"),
    info={"shard": "reference"},
)
