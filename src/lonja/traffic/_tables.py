from sqlalchemy import BigInteger, CheckConstraint, Column, Date, Table, Text

from lonja.kernel.codes import holds
from lonja.kernel.metadata import metadata
from lonja.traffic._step import Device, Step

traffic_counts = Table(
    "traffic_counts",
    metadata,
    Column("day", Date, primary_key=True),  # on the shop's own calendar
    Column("channel", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("device", Text, primary_key=True),  # empty where a subject is counted
    Column("language", Text, primary_key=True),
    Column("subject", Text, primary_key=True),  # a product, a category, words; empty: all of them
    Column("count", BigInteger, nullable=False),
    holds("step", Step),
    holds("device", Device),
    CheckConstraint("count >= 1", name="count_positive"),
    info={"shard": "local"},
)
