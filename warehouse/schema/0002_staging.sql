-- The shop's rows as its feed gives them; emptied by each run, never logged.
CREATE UNLOGGED TABLE stg.orders (
    order_id uuid, number text, channel text, status text, currency text, language text,
    customer_id uuid, country text, region text, is_business boolean, shipping_code text, items_minor bigint, discount_minor bigint,
    shipping_minor bigint, tax_minor bigint, total_minor bigint, refusal text,
    placed_at timestamptz, confirmed_at timestamptz, shipped_at timestamptz,
    delivered_at timestamptz, cancelled_at timestamptz
);
CREATE UNLOGGED TABLE stg.order_lines (
    order_id uuid, line integer, variant_id uuid, sku text, name text, quantity integer,
    unit_milli bigint, total_minor bigint, discount_minor bigint, tax_minor bigint,
    tax_basis_points integer, service text, is_gift_card boolean
);
CREATE UNLOGGED TABLE stg.order_discounts (
    order_id uuid, line integer, position integer, promotion_id uuid, level text,
    amount_minor bigint, has_code boolean
);
CREATE UNLOGGED TABLE stg.promotions (promotion_id uuid, level text, name text);
CREATE UNLOGGED TABLE stg.payments (
    order_id uuid, payment_id uuid, method text, kind text, amount_minor bigint, currency text,
    at timestamptz
);
CREATE UNLOGGED TABLE stg.payment_attempts (
    order_id uuid, attempt_id uuid, method text, status text, amount_minor bigint, currency text,
    at timestamptz
);
CREATE UNLOGGED TABLE stg.returns (
    return_id uuid, order_id uuid, number text, channel text, kind text, currency text,
    customer_id uuid, country text, total_minor bigint, returned_at timestamptz
);
CREATE UNLOGGED TABLE stg.return_lines (
    return_id uuid, line integer, variant_id uuid, sku text, name text, quantity integer,
    unit_milli bigint, total_minor bigint, reason text, tax_basis_points integer, is_gift_card boolean,
    received integer, resellable integer
);
CREATE UNLOGGED TABLE stg.customers (
    customer_id uuid, language text, country text, segment text, marketing_consent boolean,
    created_at timestamptz
);
CREATE UNLOGGED TABLE stg.variants (
    variant_id uuid, sku text, product_id uuid, product text, product_name text, category text,
    options text, cost_minor bigint, weight_g integer, is_sold boolean
);
CREATE UNLOGGED TABLE stg.prices (variant_id uuid, currency text, amount_minor bigint);
CREATE UNLOGGED TABLE stg.rates (currency text, valid_from timestamptz, rate numeric);
CREATE UNLOGGED TABLE stg.holidays (day date);
CREATE UNLOGGED TABLE stg.credit_entries (
    account_id uuid, entry_id uuid, account_kind text, kind text, currency text,
    amount_minor bigint, balance_minor bigint, at timestamptz
);
CREATE UNLOGGED TABLE stg.carts (
    cart_id uuid, status text, currency text, language text, country text, has_address boolean,
    has_shipping boolean, is_draft boolean, created_at timestamptz, updated_at timestamptz,
    first_line_at timestamptz, lines integer, units integer, value_minor bigint
);
CREATE UNLOGGED TABLE stg.campaigns (
    campaign_id uuid, name text, created_at timestamptz, started_at timestamptz
);
CREATE UNLOGGED TABLE stg.campaign_sends (
    campaign_id uuid, customer_id uuid, status text, sent_at timestamptz
);
CREATE UNLOGGED TABLE stg.traffic (
    day date, channel text, step text, device text, language text, subject text, count bigint
);
CREATE UNLOGGED TABLE stg.stock_movements (
    movement_id bigint, variant_id uuid, location text, kind text, quantity integer,
    at timestamptz, order_id uuid
);

-- The keys that changed, and the days whose aggregates are made again.
CREATE UNLOGGED TABLE stg.touched (entity text NOT NULL, key text NOT NULL);
CREATE UNLOGGED TABLE stg.touched_day (date_key integer NOT NULL);
-- Whose first order may be another one now, and the currencies whose rates differ.
CREATE UNLOGGED TABLE stg.touched_customer (natural_key text NOT NULL);
CREATE UNLOGGED TABLE stg.touched_stock (variant_id uuid NOT NULL, date_key integer NOT NULL);
CREATE UNLOGGED TABLE stg.stock_change (location text NOT NULL, since integer NOT NULL);
CREATE UNLOGGED TABLE stg.rate_change (currency text NOT NULL);
-- Members of a dimension that are new or differ, between closing the old version and writing the new.
CREATE UNLOGGED TABLE stg.variant_change (natural_key text, is_new boolean, changed_at timestamptz);
CREATE UNLOGGED TABLE stg.customer_change (natural_key text, is_new boolean);
-- What the loads dropped, by rule.
CREATE UNLOGGED TABLE stg.dropped (entity text, rule text, n bigint);
