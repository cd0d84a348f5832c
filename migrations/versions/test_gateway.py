"""the books of the built-in gateways, apart from the shop's"""

from alembic import op

revision = "test_gateway"
down_revision = "notifications"


def upgrade() -> None:
    _test_gateway()
    _hosted_test_gateway()


def _test_gateway() -> None:
    op.execute("CREATE SCHEMA test_gateway")
    op.execute(
        """
        CREATE TABLE test_gateway.payments (
            attempt_id uuid PRIMARY KEY,
            token text NOT NULL,
            amount_minor bigint NOT NULL,
            currency text NOT NULL,
            state text NOT NULL,
            taken_minor bigint NOT NULL DEFAULT 0,
            return_url text NOT NULL DEFAULT '',
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


def _hosted_test_gateway() -> None:
    op.execute("CREATE SCHEMA hosted_test_gateway")
    op.execute(
        """
        CREATE TABLE hosted_test_gateway.sessions (
            id text PRIMARY KEY,
            attempt_id uuid NOT NULL UNIQUE,
            order_number text NOT NULL,
            amount_minor bigint NOT NULL,
            paid_minor bigint NOT NULL DEFAULT 0,
            currency text NOT NULL,
            return_url text NOT NULL,
            language text NOT NULL,
            expires_at timestamptz NOT NULL,
            state text NOT NULL,
            outcome text NOT NULL DEFAULT '',
            looked_up integer NOT NULL DEFAULT 0,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE hosted_test_gateway.calls (
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
        CREATE TABLE hosted_test_gateway.events (
            id text PRIMARY KEY,
            session_id text NOT NULL,
            kind text NOT NULL,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
    op.execute(
        """
        CREATE TABLE hosted_test_gateway.refunds (
            id uuid PRIMARY KEY,
            attempt_id uuid NOT NULL,
            amount_minor bigint NOT NULL CHECK (amount_minor > 0),
            state text NOT NULL,
            looked_up integer NOT NULL DEFAULT 0,
            at timestamptz NOT NULL DEFAULT now()
        )
        """
    )
