"""content: pages and their texts, the versions of what stands around them, redirects"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "content"
down_revision = "test_gateway"


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visible_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('legal_notice', 'terms', 'privacy', 'returns', 'shipping', 'cookies',"
            " 'accessibility')",
            name=op.f("ck_pages_role"),
        ),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_pages_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("role", name=op.f("uq_pages_role")),
        info={"shard": "reference"},
    )
    op.create_index("ix_pages_changed", "pages", ["changed_at", "id"])
    op.create_table(
        "page_texts",
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("seo_title", sa.Text(), server_default="", nullable=False),
        sa.Column("seo_description", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_page_texts_page_id")),
        sa.PrimaryKeyConstraint("page_id", "language", name=op.f("pk_page_texts")),
        info={"shard": "reference"},
    )
    op.create_index("uq_page_texts_slug", "page_texts", ["slug", "language"], unique=True)
    op.create_table(
        "content_versions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "name IN ('header', 'footer', 'home', 'announcement', 'mails', 'look', 'checkout',"
            " 'tags', 'fraud_checks', 'notices', 'stock_mails')",
            name=op.f("ck_content_versions_name"),
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_content_versions_version_positive")),
        sa.PrimaryKeyConstraint("name", "version", name=op.f("pk_content_versions")),
        info={"shard": "reference"},
    )
    op.create_table(
        "consent_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_consent_counts_count_positive")),
        sa.PrimaryKeyConstraint("day", "edition", "choice", name=op.f("pk_consent_counts")),
        info={"shard": "local"},
    )
    op.create_table(
        "content_files",
        sa.Column("blob", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "use IN ('logo', 'icon', 'block', 'notice')", name=op.f("ck_content_files_use")
        ),
        sa.PrimaryKeyConstraint("blob", name=op.f("pk_content_files")),
        info={"shard": "reference"},
    )
    op.create_table(
        "content_previews",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("look", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("home", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", name=op.f("pk_content_previews")),
        sa.UniqueConstraint("id", name=op.f("uq_content_previews_id")),
        info={"shard": "local"},
    )
    op.create_table(
        "redirects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_path", sa.Text(), nullable=False),
        sa.Column("to_path", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirects")),
        sa.UniqueConstraint("from_path", name=op.f("uq_redirects_from_path")),
        info={"shard": "reference"},
    )
