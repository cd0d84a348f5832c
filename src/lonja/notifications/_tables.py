from sqlalchemy import (
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from lonja.kernel.codes import holds, is_one_of
from lonja.kernel.metadata import metadata
from lonja.notifications._campaigning import CampaignStatus
from lonja.notifications._status import DELIVERY_WAITING, DeliveryStatus, RecipientStatus

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Uuid, primary_key=True),  # the Message-ID of the mail
    Column("kind", Text, nullable=False),  # order_confirmed, order_shipped, campaign, …
    Column("subject_id", Uuid, nullable=False),  # the order or the campaign
    Column("item_id", Uuid),  # the part of its subject that it is about: a refund, an hour
    Column("again_id", Uuid),  # which further sending of the same mail it is
    Column("recipient", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # the end of its sender's claim; or, if put off, the time of its next try
    Column("claimed_until", DateTime(timezone=True)),
    Column("error", Text),
    Column("facts", JSONB, nullable=False, server_default="{}"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("sent_at", DateTime(timezone=True)),
    holds("status", DeliveryStatus),
    Index(
        "uq_deliveries_once",
        "kind",
        "subject_id",
        "recipient",
        "item_id",
        "again_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
    Index("ix_deliveries_subject_id", "subject_id", "created_at"),
    Index("ix_deliveries_recipient", "recipient", "created_at"),
    Index(
        "ix_deliveries_waiting",
        "created_at",
        postgresql_where=is_one_of("status", DELIVERY_WAITING),
    ),
    info={"shard": "local"},
)

campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("segment", JSONB, nullable=False),
    Column("rule", JSONB),  # of the customer segment it names, as it was at the start
    Column("texts", JSONB, nullable=False),  # {"es": {"subject", "body"}, …}
    Column("status", Text, nullable=False, server_default="draft"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("send_at", DateTime(timezone=True)),
    Column("started_at", DateTime(timezone=True)),
    Column("fanned_out_at", DateTime(timezone=True)),  # every recipient has a row
    Column("ended_at", DateTime(timezone=True)),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("look_at", DateTime(timezone=True)),  # its chain of messages is expected to move by then
    holds("status", CampaignStatus),
    Index("ix_campaigns_created_at", "created_at", "id"),
    Index("ix_campaigns_look_at", "look_at", postgresql_where="look_at IS NOT NULL"),
    info={"shard": "local"},
)

campaign_recipients = Table(
    "campaign_recipients",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("customer_id", Uuid, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="queued"),
    Column("message_id", Uuid, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claimed_until", DateTime(timezone=True)),  # in its batch; or not to be tried before
    Column("sent_at", DateTime(timezone=True)),
    Column("error", Text),
    holds("status", RecipientStatus),
    Index("ix_campaign_recipients_status", "campaign_id", "status", "customer_id"),
    Index("ix_campaign_recipients_customer_id", "customer_id"),
    info={"shard": "local"},
)

send_budgets = Table(
    "send_budgets",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("tokens", Float, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    info={"shard": "local"},
)
