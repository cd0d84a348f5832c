"""the shelf knows its own words, to mend typing errors with"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "shelf_words",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("language", "word", name=op.f("pk_shelf_words")),
        info={"shard": "reference"},
    )
    op.create_index(
        "ix_shelf_words_alike",
        "shelf_words",
        ["word"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    # Products add theirs when they next change; this is what the shop starts with.
    op.execute(
        "INSERT INTO shelf_words (language, word) SELECT DISTINCT language, word FROM shelf,"
        " regexp_split_to_table(spelling, '[^[:alpha:]]+') AS word WHERE length(word) BETWEEN 3 AND 30"
    )
