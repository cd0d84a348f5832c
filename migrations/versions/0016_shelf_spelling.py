"""trigram index over the shelf's words"""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_shelf_spelling ON shelf USING gin (spelling gin_trgm_ops)")
