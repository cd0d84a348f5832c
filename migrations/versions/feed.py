"""feed: what the ETL may read, and the log of what changed

Views name their columns one by one: what no report needs, personal data above all, is left out
here, and the role of the ETL can read nothing else. The log is filled by statement triggers, so
that it also knows what a migration or a hand wrote; it is read by transaction id, which is the
only order in which nothing that commits late is lost.
"""

from alembic import op

revision = "feed"
down_revision = "waitlist"

# table -> each entity that is read again, and the column with its key
LOGGED = {
    "orders": {"order": "id"},
    "order_lines": {"order": "order_id"},
    "shipments": {"order": "order_id"},
    "payment_moves": {"order": "order_id"},
    "payment_attempts": {"order": "order_id"},
    "returns": {"return": "id", "order": "order_id"},
    "return_lines": {"return": "return_id"},
    "return_cases": {"return": "refund_id"},
    "customers": {"customer": "id"},
    "stock_movements": {"movement": "id", "order": "order_id"},
    "credit_entries": {"credit": "account_id"},
    "traffic_counts": {"traffic": "day"},
    # Each change of a line is one of its cart; a campaign is read whole, its mails leave in batches.
    "carts": {"cart": "id"},
    "campaign_recipients": {"campaign": "campaign_id"},
}

# `service` names postage, fees and the like on imported orders: best sellers leave them out.
VIEWS = {
    "shop": """
        SELECT facts ->> 'time_zone' AS time_zone, facts -> 'currencies' -> 0 ->> 'code' AS currency,
               facts -> 'languages' ->> 0 AS language
          FROM public.shop_versions ORDER BY version DESC LIMIT 1""",
    # Where it goes is a code, never as somebody typed it: Spain's province by postal code, else a state.
    "orders": """
        SELECT id AS order_id, number, channel, status, currency, language, customer_id, country,
               CASE WHEN country = 'ES'
                     AND address ->> 'postal_code' ~ '^(0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}$'
                    THEN left(address ->> 'postal_code', 2)
                    WHEN address ->> 'region' ~ '^[A-Za-z]{2,3}$'
                    THEN upper(address ->> 'region')
                    ELSE '' END AS region,
               coalesce(address ->> 'company', '') <> '' OR vat_check IS NOT NULL AS is_business,
               shipping_code, items_minor, discount_minor, shipping_minor, tax_minor, total_minor,
               refusal, placed_at, confirmed_at, shipped_at, delivered_at, cancelled_at
          FROM public.orders""",
    "order_lines": """
        SELECT l.order_id, l.line, l.variant_id, l.sku, l.name, l.quantity, l.unit_milli,
               l.total_minor, l.discount_minor, l.tax_minor, l.tax_basis_points,
               coalesce(l.options ->> 'service', '') AS service, l.is_gift_card
          FROM public.order_lines l""",
    # A code may be one person's: that there was one is enough.
    "order_discounts": """
        SELECT d.order_id, d.line, d.position, d.promotion_id, d.level, d.amount_minor,
               d.code IS NOT NULL AS has_code
          FROM public.order_discounts d""",
    # What staff want to be told of: the answer goes back by `answer_report`, and names nobody.
    "report_questions": """
        SELECT 'mail' AS kind, r.id, m.report AS subject, m.search, m.scopes, r.period_start, r.period_end,
               r.due_at, s.time_zone, s.currency
          FROM public.report_mail_runs r JOIN public.report_mails m ON m.id = r.mail_id
          LEFT JOIN feed.shop s ON true WHERE r.state = 'asked'
         UNION ALL
        SELECT 'alert', a.id, a.metric, a.search, a.scopes, NULL, NULL, NULL, s.time_zone, s.currency
          FROM public.alert_rules a LEFT JOIN feed.shop s ON true WHERE a.is_on""",
    "promotions": """
        SELECT id AS promotion_id, level,
               coalesce(names ->> (SELECT language FROM feed.shop), names ->> 'es', names ->> 'en')
                   AS name
          FROM public.promotions""",
    "payments": """
        SELECT m.order_id, m.id AS payment_id, a.method, m.kind, m.amount_minor, m.currency, m.at
          FROM public.payment_moves m
          LEFT JOIN public.payment_attempts a ON a.order_id = m.order_id AND a.id = m.attempt_id""",
    # Of a way to pay; what balances pay is in the ledger of credit.
    "payment_attempts": """
        SELECT order_id, id AS attempt_id, method, status, amount_minor, currency, created_at AS at
          FROM public.payment_attempts WHERE account_id IS NULL""",
    "returns": """
        SELECT id AS return_id, order_id, number, channel, kind, currency, customer_id, country,
               total_minor, returned_at
          FROM public.returns""",
    "return_lines": """
        SELECT l.return_id, l.line, l.variant_id, l.sku, l.name, l.quantity, l.unit_milli,
               l.total_minor, l.reason,
               coalesce((SELECT max(o.tax_basis_points) FROM public.order_lines o
                          WHERE o.order_id = l.order_id AND o.sku = l.sku), 0) AS tax_basis_points,
               EXISTS (SELECT FROM public.order_lines s WHERE s.order_id = l.order_id
                          AND s.variant_id = l.variant_id AND s.is_gift_card) AS is_gift_card,
               seen.received, coalesce(seen.resellable,
                   CASE WHEN f.restock AND l.quantity < 0 THEN -l.quantity END)::integer AS resellable
          FROM public.return_lines l
          LEFT JOIN public.refunds f ON f.order_id = l.order_id AND f.id = l.return_id
          LEFT JOIN LATERAL (
               SELECT sum(k.received)::integer AS received, sum(k.resellable) AS resellable
                 FROM public.return_cases c
                 JOIN public.return_case_lines k ON k.order_id = c.order_id AND k.case_id = c.id
                 JOIN public.order_lines s ON s.order_id = k.order_id AND s.line = k.line
                WHERE c.order_id = l.order_id AND c.refund_id = l.return_id
                  AND s.variant_id = l.variant_id) AS seen ON true""",
    "customers": """
        SELECT id AS customer_id, language, country, segment, marketing_consent, created_at
          FROM public.customers""",
    "variants": """
        SELECT v.id AS variant_id, v.sku, p.id AS product_id, p.slug AS product,
               coalesce(p.texts -> (SELECT language FROM feed.shop) ->> 'name',
                        p.texts -> 'es' ->> 'name', p.texts -> 'en' ->> 'name', p.slug)
                   AS product_name,
               coalesce(c.slug, '') AS category, v.options::text AS options,
               v.cost_minor::bigint AS cost_minor, v.weight_g,
               v.active AND p.status IN ('active', 'unlisted') AS is_sold
          FROM public.variants v
          JOIN public.products p ON p.id = v.product_id
          LEFT JOIN public.categories c ON c.id = p.category_id""",
    "prices": """
        SELECT variant_id, currency, amount_minor FROM public.prices""",
    # Of the versions that are priced in today's first currency.
    "rates": """
        SELECT c ->> 'code' AS currency, v.changed_at AS valid_from,
               (c -> 'conversion' ->> 'rate')::numeric AS rate
          FROM public.shop_versions v, jsonb_array_elements(v.facts -> 'currencies') AS c
         WHERE v.facts -> 'currencies' -> 0 ->> 'code' = (SELECT currency FROM feed.shop)
           AND c -> 'conversion' ->> 'rate' IS NOT NULL""",
    "holidays": """
        SELECT (d ->> 'day')::date AS day
          FROM public.holiday_years y, jsonb_array_elements(y.days) AS d
         WHERE y.country = (SELECT facts ->> 'home_country' FROM public.shop_versions
                             ORDER BY version DESC LIMIT 1)""",
    "credit_entries": """
        SELECT e.account_id, e.id AS entry_id, a.kind AS account_kind, e.kind, a.currency,
               e.amount_minor, a.balance_minor, e.at
          FROM public.credit_entries e JOIN public.credit_accounts a ON a.id = e.account_id""",
    "carts": """
        SELECT c.id AS cart_id, c.status, c.currency, c.language, c.country,
               c.address IS NOT NULL AS has_address, c.shipping_code IS NOT NULL AS has_shipping,
               EXISTS (SELECT FROM public.drafts d WHERE d.id = c.id) AS is_draft,
               c.created_at, c.updated_at, l.first_line_at, coalesce(l.lines, 0) AS lines,
               coalesce(l.units, 0) AS units, l.value_minor
          FROM public.carts c
          LEFT JOIN LATERAL (
               SELECT min(added_at) AS first_line_at, count(*)::integer AS lines,
                      sum(quantity)::integer AS units,
                      sum(quantity * coalesce(own_minor, seen_minor))::bigint AS value_minor
                 FROM public.cart_lines WHERE cart_id = c.id) AS l ON true""",
    "campaigns": """
        SELECT id AS campaign_id, name, created_at, started_at FROM public.campaigns""",
    "campaign_sends": """
        SELECT campaign_id, customer_id, status, sent_at FROM public.campaign_recipients""",
    "traffic": """
        SELECT day, channel, step, device, language, subject, count
          FROM public.traffic_counts""",
    "stock_levels": """
        SELECT variant_id, location, on_hand FROM public.stock_at""",
    "stock_movements": """
        SELECT id AS movement_id, variant_id, location, kind, quantity, at, order_id
          FROM public.stock_movements""",
}

ROLE = """
DO $$ BEGIN
    CREATE ROLE lonja_etl NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database made it
END $$
"""

CHANGE = """
CREATE TABLE feed.change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint GENERATED ALWAYS AS IDENTITY,
    entity text NOT NULL,
    key text NOT NULL,
    op char(1) NOT NULL CHECK (op IN ('I', 'U', 'D')),
    PRIMARY KEY (xid, seq)
)
"""

# The reader cannot write the log; what is below its watermark it may have removed.
PRUNE = """
CREATE FUNCTION feed.prune(below xid8) RETURNS bigint LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO feed.reader (read_below) VALUES (below)
        ON CONFLICT (only_one) DO UPDATE SET read_below = EXCLUDED.read_below;
    WITH gone AS (DELETE FROM feed.change WHERE xid < below RETURNING 1) SELECT count(*) FROM gone
$$
"""

# How far the warehouse has read, as this database knows it: one that was restored to an earlier day
# knows of an earlier reading than the warehouse does.
READER = """
CREATE TABLE feed.reader (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    read_below xid8 NOT NULL
)
"""

# The way back: what models made of the warehouse. The ETL may hand it over and not look; the shop
# takes it by its own rules, or does not.
ANSWER = """
CREATE FUNCTION feed.answer(kind text, part integer, made_at timestamptz, items jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.insight_answers AS a WHERE a.kind = answer.kind AND answer.part = 0;
    INSERT INTO public.insight_answers (kind, part, made_at, items)
    VALUES (answer.kind, answer.part, answer.made_at, answer.items)
$$
"""

# One that nobody waits for any more changes nothing.
ANSWER_REPORT = """
CREATE FUNCTION feed.answer_report(kind text, question_id uuid, answered_at timestamptz, answer jsonb)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.report_mail_runs AS r SET state = 'answered', answer = answer_report.answer
     WHERE answer_report.kind = 'mail' AND r.id = question_id AND r.state = 'asked';
    UPDATE public.alert_rules AS a
       SET answer = answer_report.answer, answered_at = answer_report.answered_at
     WHERE answer_report.kind = 'alert' AND a.id = question_id
$$
"""

# Transaction ids mean something in one cluster only; after a dump's restore the identifier differs.
SOURCE = """
CREATE FUNCTION feed.source() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
    SELECT system_identifier::text || '/' || current_database() FROM pg_control_system()
$$
"""


def upgrade() -> None:
    op.execute(ROLE)
    op.execute("CREATE SCHEMA feed")
    op.execute(CHANGE)
    op.execute(READER)
    op.execute(PRUNE)
    op.execute(SOURCE)
    op.execute(ANSWER)
    op.execute(ANSWER_REPORT)
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW feed.{name} AS {query}")
    for table, entities in LOGGED.items():
        _log_changes(table, entities)
    op.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA feed FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA feed TO lonja_etl")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA feed TO lonja_etl")
    op.execute(
        "GRANT EXECUTE ON FUNCTION feed.prune(xid8), feed.source(),"
        " feed.answer(text, integer, timestamptz, jsonb),"
        " feed.answer_report(text, uuid, timestamptz, jsonb) TO lonja_etl"
    )
    # Whoever migrates may act as the reader: the laptop has no second sign-in.
    op.execute(
        "DO $$ BEGIN EXECUTE format('GRANT lonja_etl TO %I', current_user);"
        " EXCEPTION WHEN unique_violation THEN NULL; END $$"
    )


def _log_changes(table: str, entities: dict[str, str]) -> None:
    """One statement for all entities: its cost is the shop's."""
    noted = " UNION ".join(
        f"SELECT '{entity}', {key}::text, left(TG_OP, 1) FROM changed WHERE {key} IS NOT NULL"
        for entity, key in entities.items()
    )
    op.execute(
        f"CREATE FUNCTION feed.note_{table}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = pg_catalog, pg_temp AS $$ BEGIN"
        f" INSERT INTO feed.change (entity, key, op) SELECT DISTINCT * FROM ({noted}) AS noted;"
        f" RETURN NULL; END $$"
    )
    for event, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER feed_{event.lower()} AFTER {event} ON public.{table}"
            f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT"
            f" EXECUTE FUNCTION feed.note_{table}()"
        )
