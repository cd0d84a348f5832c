"""Tables of `staff`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lonja.kernel.metadata import metadata

staff_users = Table(
    "staff_users",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("own_roles", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("password_hash", Text, nullable=False),
    Column("totp_sealed", LargeBinary, nullable=False),
    Column("totp_last_step", BigInteger, nullable=False, server_default=text("0")),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    Column("is_demo", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("email = lower(email)", name="email_lower"),
    info={"shard": "local"},
)

# Roles that the shop put together itself; those of every shop are code.
staff_roles = Table(
    "staff_roles",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("permissions", ARRAY(Text), nullable=False),
    Column("limits", JSONB, nullable=False),  # {"orders.refund": {"EUR": 30000}}; else: no limit
    # {"channel": ["web"]}: of which rows it shows reports; else: of all
    Column("scope", JSONB, nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("uq_staff_roles_name", text("lower(name)"), unique=True),
    info={"shard": "local"},
)

staff_invitations = Table(
    "staff_invitations",
    metadata,
    Column("email", Text, primary_key=True),  # one for each address: the newest
    Column("id", Uuid, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("own_roles", ARRAY(Uuid), nullable=False, server_default="{}"),
    Column("renews", Boolean, nullable=False),  # the person works here and starts anew
    Column("totp_sealed", LargeBinary, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("email = lower(email)", name="email_lower"),
    info={"shard": "local"},
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("user_id", Uuid, ForeignKey("staff_users.id"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("address", Text, nullable=False),
    Column("device", Text, nullable=False),
    Index("ix_staff_sessions_user_id", "user_id", "created_at"),
    info={"shard": "local"},
)

# Who signs in with the company's own provider, too; the subject is the provider's name for them.
staff_connections = Table(
    "staff_connections",
    metadata,
    Column("user_id", Uuid, ForeignKey("staff_users.id"), primary_key=True),
    Column("subject", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),  # what the provider calls them: shown, never believed
    Column("connected_at", DateTime(timezone=True), nullable=False),
    info={"shard": "local"},
)

staff_throttles = Table(
    "staff_throttles",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("window_started_at", DateTime(timezone=True), nullable=False),
    Column("attempts", Integer, nullable=False),
    Index("ix_staff_throttles_window_started_at", "window_started_at"),
    info={"shard": "local"},
)
