from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.content._files.file import FileUse
from lonja.content._layout import DocumentName
from lonja.content._page import PageRole, PageStatus
from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata

pages = Table(
    "pages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("role", Text, unique=True),
    Column("status", Text, nullable=False),
    Column("visible_from", DateTime(timezone=True)),
    Column("visible_until", DateTime(timezone=True)),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    holds("role", PageRole),
    holds("status", PageStatus),
    Index("ix_pages_changed", "changed_at", "id"),
    info={"shard": "reference"},
)

page_texts = Table(
    "page_texts",
    metadata,
    Column("page_id", Uuid, ForeignKey("pages.id"), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),  # HTML that was cleaned before it came here
    Column("seo_title", Text, nullable=False, server_default=""),
    Column("seo_description", Text, nullable=False, server_default=""),
    Index("uq_page_texts_slug", "slug", "language", unique=True),
    info={"shard": "reference"},
)

versions = Table(
    "content_versions",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),  # the highest is the one that shows
    Column("body", JSONB, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Text, nullable=False),
    holds("name", DocumentName),
    CheckConstraint("version >= 1", name="version_positive"),
    info={"shard": "reference"},
)

consent_counts = Table(
    "consent_counts",
    metadata,
    Column("day", Date, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("choice", Text, primary_key=True),  # first letters of categories; empty: all rejected
    Column("count", BigInteger, nullable=False),
    CheckConstraint("count >= 1", name="count_positive"),
    info={"shard": "local"},
)

files = Table(
    "content_files",
    metadata,
    Column("blob", Text, primary_key=True),
    Column("use", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("added_at", DateTime(timezone=True), nullable=False),
    Column("added_by", Text, nullable=False),
    holds("use", FileUse),
    info={"shard": "reference"},
)

previews = Table(
    "content_previews",
    metadata,
    Column("actor", Text, primary_key=True),  # each person looks at one draft
    Column("id", Uuid, nullable=False, unique=True),
    Column("look", JSONB),
    Column("home", JSONB),
    Column("origin", Text, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    info={"shard": "local"},
)

redirects = Table(
    "redirects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("from_path", Text, nullable=False, unique=True),
    Column("to_path", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    info={"shard": "reference"},
)
