-- What the pages of reports are drawn from: facts added up by day. Each day that changed is added up again. A
-- country, a category and a rate of tax stand in the row itself, so that a page joins little.

-- Hundredths of an hour to two digits: 0.07, 3.4, 27, 130. So few values
-- are left that a day has a row for each.
CREATE FUNCTION etl.about(centihours integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN centihours < 100 THEN centihours
                WHEN centihours < 1000 THEN (centihours + 5) / 10 * 10
                WHEN centihours < 10000 THEN (centihours + 50) / 100 * 100
                ELSE (centihours + 500) / 1000 * 1000 END
$$;

-- Orders of a day, channel and country, by what they are and what became of them.
CREATE TABLE dw.agg_daily_order (
    date_key integer NOT NULL,                     -- on which they were placed
    channel_key integer NOT NULL, country text NOT NULL, currency_key integer NOT NULL,
    flags_key smallint NOT NULL, status text NOT NULL, is_sale boolean NOT NULL, left_after text NOT NULL,
    orders bigint NOT NULL,
    orders_with_goods bigint NOT NULL,             -- the others are of gift cards alone
    units bigint NOT NULL, items_minor bigint NOT NULL, discount_minor bigint NOT NULL,
    shipping_minor bigint NOT NULL, tax_minor bigint NOT NULL, goods_tax_minor bigint NOT NULL,
    discount_net_minor bigint NOT NULL,
    sent_units bigint NOT NULL,                    -- of orders that were sent
    unit_hours numeric NOT NULL                    -- their units times the hours until they were sent
);
CREATE UNIQUE INDEX pk_agg_daily_order ON dw.agg_daily_order
    (date_key, channel_key, country, currency_key, flags_key, status, is_sale, left_after);

-- Orders that were paid and not cancelled, by the hour in which they were placed.
CREATE TABLE dw.agg_daily_hour (
    date_key integer NOT NULL, time_key smallint NOT NULL, channel_key integer NOT NULL,
    country text NOT NULL, currency_key integer NOT NULL,
    orders bigint NOT NULL, units bigint NOT NULL, items_minor bigint NOT NULL,
    discount_minor bigint NOT NULL, shipping_minor bigint NOT NULL, tax_minor bigint NOT NULL,
    goods_tax_minor bigint NOT NULL, discount_net_minor bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_hour
    ON dw.agg_daily_hour (date_key, time_key, channel_key, country, currency_key);

-- The same orders by who placed them; key 0 is all guests.
CREATE TABLE dw.agg_daily_buyer (
    date_key integer NOT NULL, channel_key integer NOT NULL, country text NOT NULL,
    currency_key integer NOT NULL, customer_key bigint NOT NULL,
    orders bigint NOT NULL, units bigint NOT NULL, items_minor bigint NOT NULL,
    discount_minor bigint NOT NULL, shipping_minor bigint NOT NULL, tax_minor bigint NOT NULL,
    goods_tax_minor bigint NOT NULL, discount_net_minor bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_buyer
    ON dw.agg_daily_buyer (date_key, channel_key, country, currency_key, customer_key);

-- How many of these orders took how long to a milestone: any percentile of it comes from here.
CREATE TABLE dw.agg_daily_lag (
    date_key integer NOT NULL, channel_key integer NOT NULL, country text NOT NULL,
    currency_key integer NOT NULL,
    milestone text NOT NULL,                       -- confirm, ship, deliver
    centihours integer NOT NULL,                   -- hundredths of an hour since the order was placed, to two digits
    orders bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_lag
    ON dw.agg_daily_lag (date_key, milestone, channel_key, country, currency_key, centihours);

-- How many customers bought on a day and, before it, last on another. Those of a period whose day before lies before
-- it are its different customers, each once.
CREATE TABLE dw.agg_daily_visit (
    date_key integer NOT NULL,
    before_date_key integer NOT NULL,              -- 0: never before
    currency_key integer NOT NULL,                 -- of both
    customers bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_visit ON dw.agg_daily_visit (date_key, before_date_key, currency_key);

-- Lines of a day, channel and country, by what their order is.
CREATE TABLE dw.agg_daily_goods (
    date_key integer NOT NULL, channel_key integer NOT NULL, country text NOT NULL,
    currency_key integer NOT NULL, flags_key smallint NOT NULL,
    lines bigint NOT NULL, quantity bigint NOT NULL, net_minor bigint NOT NULL,
    discount_net_minor bigint NOT NULL, tax_minor bigint NOT NULL,
    own_cost_minor bigint NOT NULL, own_margin_minor bigint NOT NULL -- of those that have a cost
);
CREATE UNIQUE INDEX pk_agg_daily_goods
    ON dw.agg_daily_goods (date_key, channel_key, country, currency_key, flags_key);

-- Lines of a day, channel and country, by category and rate of tax.
CREATE TABLE dw.agg_daily_category (
    date_key integer NOT NULL, channel_key integer NOT NULL, country text NOT NULL,
    currency_key integer NOT NULL, category text NOT NULL, is_article boolean NOT NULL,
    tax_basis_points integer NOT NULL,
    lines bigint NOT NULL, quantity bigint NOT NULL, net_minor bigint NOT NULL,
    discount_net_minor bigint NOT NULL, tax_minor bigint NOT NULL,
    own_cost_minor bigint NOT NULL, own_margin_minor bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_category ON dw.agg_daily_category
    (date_key, channel_key, country, currency_key, category, is_article, tax_basis_points);

-- Lines of a version of a variant on a day, wherever they went.
CREATE TABLE dw.agg_daily_variant (
    date_key integer NOT NULL, currency_key integer NOT NULL, variant_key bigint NOT NULL,
    lines bigint NOT NULL, quantity bigint NOT NULL, net_minor bigint NOT NULL,
    discount_net_minor bigint NOT NULL, tax_minor bigint NOT NULL,
    own_cost_minor bigint NOT NULL, own_margin_minor bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_variant ON dw.agg_daily_variant (date_key, currency_key, variant_key);

-- What a promotion took off the orders of a day.
CREATE TABLE dw.agg_daily_discount (
    date_key integer NOT NULL, channel_key integer NOT NULL, currency_key integer NOT NULL,
    promotion_key bigint NOT NULL, has_code boolean NOT NULL,
    amount_minor bigint NOT NULL,
    orders bigint NOT NULL,                        -- that it took something off
    first_orders bigint NOT NULL                   -- each order once, at the first of its promotions
);
CREATE UNIQUE INDEX pk_agg_daily_discount
    ON dw.agg_daily_discount (date_key, channel_key, currency_key, promotion_key, has_code);

-- Money in and out on a day.
CREATE TABLE dw.agg_daily_payment (
    date_key integer NOT NULL, currency_key integer NOT NULL, method text NOT NULL, kind text NOT NULL,
    payments bigint NOT NULL, amount_minor bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_payment ON dw.agg_daily_payment (date_key, currency_key, method, kind);

-- How often buyers were asked for money on a day, and what came of it.
CREATE TABLE dw.agg_daily_attempt (
    date_key integer NOT NULL, currency_key integer NOT NULL, method text NOT NULL, status text NOT NULL,
    attempts bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_attempt ON dw.agg_daily_attempt (date_key, currency_key, method, status);

-- What came to a location and left it on a day.
CREATE TABLE dw.agg_daily_movement (
    date_key integer NOT NULL, location text NOT NULL, kind text NOT NULL,
    movements bigint NOT NULL, quantity bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_movement ON dw.agg_daily_movement (date_key, location, kind);

-- The same of a version of a variant.
CREATE TABLE dw.agg_daily_variant_movement (
    date_key integer NOT NULL, location text NOT NULL, kind text NOT NULL, variant_key bigint NOT NULL,
    movements bigint NOT NULL, quantity bigint NOT NULL
);
CREATE UNIQUE INDEX pk_agg_daily_variant_movement
    ON dw.agg_daily_variant_movement (date_key, location, kind, variant_key);
CREATE INDEX ix_fact_stock_movement_date ON dw.fact_stock_movement (date_key);

-- What a run takes away and adds of the visits of the customers that it touches.
CREATE UNLOGGED TABLE stg.visit_change (
    date_key integer NOT NULL, before_date_key integer NOT NULL, currency_key integer NOT NULL, customers bigint NOT NULL
);
-- Who a customer is through all versions: what different customers are counted by.
ALTER TABLE dw.dim_customer ADD COLUMN person_key bigint; -- the key of the first version
UPDATE dw.dim_customer AS d SET person_key = f.person_key
  FROM (SELECT natural_key, min(customer_key) AS person_key FROM dw.dim_customer GROUP BY 1) AS f
 WHERE f.natural_key = d.natural_key;
