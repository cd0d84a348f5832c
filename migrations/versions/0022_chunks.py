"""each chunk of an import counts its own rows"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column(
        "import_chunks", sa.Column("rows_done", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "import_chunks", sa.Column("rows_failed", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("import_chunks", sa.Column("undone_at", sa.DateTime(timezone=True)))
