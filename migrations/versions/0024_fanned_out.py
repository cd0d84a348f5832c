"""a campaign says when every recipient has a row"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("campaigns", sa.Column("fanned_out_at", sa.DateTime(timezone=True)))
