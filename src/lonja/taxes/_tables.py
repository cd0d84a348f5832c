from sqlalchemy import CheckConstraint, Column, Date, DateTime, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.taxes._vat_ids import VatStatus

tax_classes = Table(
    "tax_classes",
    metadata,
    Column("code", Text, primary_key=True),
    Column("names", JSONB, nullable=False),  # {"es": …, "en": …}
    Column("version", Integer, nullable=False, server_default="1"),
    info={"shard": "reference"},
)

tax_rates = Table(
    "tax_rates",
    metadata,
    Column("place", Text, primary_key=True),  # a country, or a territory like ES-CN
    Column("tax_class", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True, server_default="2000-01-01"),
    Column("basis_points", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    CheckConstraint("basis_points BETWEEN 0 AND 10000", name="basis_points"),
    info={"shard": "reference"},
)

# What the register of VAT ids answered last.
vat_checks = Table(
    "vat_checks",
    metadata,
    Column("vat_id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("checked_at", DateTime(timezone=True), nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("consultation", Text, nullable=False, server_default=""),  # the register's own number
    holds("status", VatStatus),
    info={"shard": "codes"},
)
