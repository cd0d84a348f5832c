"""the books of the built-in test gateway, apart from the shop's"""

from alembic import op

revision = "test_gateway"
down_revision = "notifications"


def upgrade() -> None:
    op.execute("CREATE SCHEMA test_gateway")
    op.execute(
        """
        CREATE TABLE test_gateway.payments (
            attempt_id uuid PRIMARY KEY,
            token text NOT NULL,
            amount_minor bigint NOT NULL,
            currency text NOT NULL,
            state text NOT NULL,
            looked_up integer NOT NULL DEFAULT 0,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE test_gateway.calls (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            attempt_id uuid NOT NULL,
            operation text NOT NULL,
            effect boolean NOT NULL,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
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
