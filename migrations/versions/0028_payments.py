"""payments: what the port needs"""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE test_gateway.refunds (
            id uuid PRIMARY KEY,
            attempt_id uuid NOT NULL REFERENCES test_gateway.payments,
            amount_minor bigint NOT NULL CHECK (amount_minor > 0),
            state text NOT NULL,
            looked_up integer NOT NULL DEFAULT 0,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
