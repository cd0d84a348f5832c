"""reviews: what buyers say of a product"""

import sqlalchemy as sa
from alembic import op

revision = "reviews"
down_revision = "disputes"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("rating", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'rejected') = (reason IS NOT NULL)", name=op.f("ck_reviews_reason")
        ),
        sa.CheckConstraint(
            "(status = 'waiting') = (decided_at IS NULL)", name=op.f("ck_reviews_decided")
        ),
        sa.CheckConstraint(
            "status IN ('waiting', 'published', 'rejected')", name=op.f("ck_reviews_status")
        ),
        sa.CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name=op.f("ck_reviews_reply")),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_reviews_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint("order_id", "product_id", name=op.f("uq_reviews_order_id_product_id")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_reviews_shown",
        "reviews",
        ["product_id", "written_at", "id"],
        unique=False,
        postgresql_where="status = 'published'",
    )
    op.create_index(
        "ix_reviews_shown_by_rating",
        "reviews",
        ["product_id", "rating", "written_at", "id"],
        unique=False,
        postgresql_where="status = 'published'",
    )
    op.create_index("ix_reviews_status", "reviews", ["status", "written_at", "id"], unique=False)
