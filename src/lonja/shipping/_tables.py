from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.shipping._choosing import BandBy, MethodKind

methods = Table(
    "shipping_methods",
    metadata,
    Column("code", Text, primary_key=True),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("names", JSONB, nullable=False),  # {"es": …, "en": …}
    Column("days_min", Integer, nullable=False),
    Column("days_max", Integer, nullable=False),
    Column("band_by", Text, nullable=False, server_default="none"),
    Column("kind", Text, nullable=False, server_default="delivery"),
    Column("version", Integer, nullable=False, server_default="1"),
    holds("band_by", BandBy),
    holds("kind", MethodKind),
    info={"shard": "reference"},
)

zones = Table(
    "shipping_zones",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("areas", JSONB, nullable=False),  # [{"country", "region", "postal_codes"}]
    Column("version", Integer, nullable=False, server_default="1"),
    info={"shard": "reference"},
)

holiday_years = Table(
    "holiday_years",
    metadata,
    Column("country", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("days", JSONB, nullable=False),  # [{"day", "name"}]
    Column("version", Integer, nullable=False, server_default="1"),
    Column("before", JSONB),  # what the last change replaced
    info={"shard": "reference"},
)

rates = Table(
    "shipping_rates",
    metadata,
    Column("method_code", Text, primary_key=True),
    Column("place", Text, primary_key=True),  # ISO 3166 alpha-2, a zone, or "*" for the rest
    Column("currency", Text, primary_key=True),
    Column("from_value", Integer, primary_key=True, server_default="0"),  # by `band_by`
    Column("up_to", Integer),  # the first that is too much
    Column("amount_minor", BigInteger, nullable=False),
    Column("free_from_minor", BigInteger),
    CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
    CheckConstraint("from_value >= 0 AND up_to > from_value", name="band_is_a_range"),
    info={"shard": "reference"},
)
