from sqlalchemy import Boolean, Column, DateTime, Index, Table, Text, Uuid

from lonja.customers._source import ChoiceSource
from lonja.kernel.codes import holds
from lonja.kernel.db import metadata

customers = Table(
    "customers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    Column("country", Text, nullable=False, server_default=""),
    Column("segment", Text, nullable=False, server_default="retail"),
    Column("marketing_consent", Boolean, nullable=False, server_default="false"),
    Column("consent_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("external_ref", Text),  # an imported channel's own customer number
    Index("ix_customers_created_at", "created_at", "id"),
    info={"shard": "customers"},
)

customer_emails = Table(
    "customer_emails",
    metadata,
    Column("email", Text, primary_key=True),  # lower case; the lookup that makes it unique
    Column("customer_id", Uuid, nullable=False),
    info={"shard": "codes"},
)

# What people said about marketing mail, when and to which words; the newest counts.
marketing_choices = Table(
    "marketing_choices",
    metadata,
    Column("email", Text, primary_key=True),  # lower case
    Column("id", Uuid, primary_key=True),
    Column("granted", Boolean, nullable=False),
    Column("source", Text, nullable=False),
    Column("text_version", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    holds("source", ChoiceSource),
    info={"shard": "codes"},
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("email", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    info={"shard": "codes"},
)
