from sqlalchemy import CheckConstraint, Column, DateTime, Index, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from lonja.kernel.metadata import metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("user_id", Uuid, nullable=False),  # who made it: their permissions bound the key's
    Column("hint", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("old_hash", LargeBinary),  # of the secret before the rotation …
    Column("old_until", DateTime(timezone=True)),  # … which opens until then
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("used_at", DateTime(timezone=True)),
    Column("revoked_at", DateTime(timezone=True)),
    CheckConstraint("(old_hash IS NULL) = (old_until IS NULL)", name="old_secret"),
    Index("uq_api_keys_secret_hash", "secret_hash", unique=True),
    Index("uq_api_keys_old_hash", "old_hash", unique=True),
    info={"shard": "local"},
)
