"""feed: which lines are services and no goods

Postage, fees and the like stand on lines of imported orders; a list of best sellers leaves them out.
"""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE VIEW feed.order_lines AS"
        " SELECT l.order_id, l.line, l.variant_id, l.sku, l.name, l.quantity, l.unit_milli,"
        " l.total_minor, l.discount_minor, l.tax_minor, l.tax_basis_points,"
        " coalesce(l.options ->> 'service', '') AS service"
        " FROM public.order_lines l"
    )
