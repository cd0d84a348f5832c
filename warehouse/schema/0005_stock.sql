-- Stock of a variant at a location, from a day until the next row of the two: a snapshot of every day
-- without a row for days on which nothing happened. It grows with the movements, never with the days:
-- 250,000 variants that stand still for a year are 250,000 rows. Semi-additive: never sum over days.
CREATE TABLE dw.fact_stock_daily (
    variant_id uuid NOT NULL, location text NOT NULL,
    date_key integer NOT NULL,                     -- the first day of which it is true, at its end
    until_date_key integer NOT NULL,               -- the first day of which it no longer is
    variant_key bigint NOT NULL,                   -- as it was at the end of the first day
    received bigint NOT NULL, sold bigint NOT NULL, other bigint NOT NULL, -- on the first day
    on_hand bigint NOT NULL,
    cost_minor bigint,                             -- of one, base currency; unknown is null
    value_minor bigint,                            -- on hand at that cost
    out_of_stock_minutes integer NOT NULL          -- of the first day; of later ones all of them, where on_hand is 0
);
CREATE UNIQUE INDEX pk_fact_stock_daily ON dw.fact_stock_daily (variant_id, location, date_key);
CREATE INDEX ix_fact_stock_daily_date ON dw.fact_stock_daily (date_key, until_date_key);

-- What stands at a location now, by the day on which it came there: what came last is still there.
CREATE TABLE dw.fact_stock_age (
    variant_id uuid NOT NULL, location text NOT NULL,
    date_key integer NOT NULL,                     -- the day on which these units came there
    variant_key bigint NOT NULL,
    units bigint NOT NULL,
    value_minor bigint,                            -- at cost, base currency; unknown is null
    last_sold_date_key integer NOT NULL,           -- of the variant, anywhere; 0 never
    age text NOT NULL, idle text NOT NULL          -- days since they came, and since one was sold: 0-30, 31-90, 91-180, 181-365, 366+, never
);
CREATE UNIQUE INDEX pk_fact_stock_age ON dw.fact_stock_age (variant_id, location, date_key);

-- All variants of a location together, for every day on which one of them changed.
CREATE TABLE dw.agg_stock_daily (
    date_key integer NOT NULL, until_date_key integer NOT NULL, location text NOT NULL,
    on_hand bigint NOT NULL, value_minor bigint NOT NULL,
    variants bigint NOT NULL,                      -- of which there is any
    out_of_stock bigint NOT NULL,                  -- of which there was some once, and is none
    without_cost bigint NOT NULL                   -- that are in the value with nothing, as nobody knows it
);
CREATE UNIQUE INDEX pk_agg_stock_daily ON dw.agg_stock_daily (location, date_key);
