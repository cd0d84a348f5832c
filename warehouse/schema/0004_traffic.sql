-- What was looked at, counted by the shop itself: there is no visitor in it and no session, so a step
-- says how often, and never who went on. All of a table is read by day.
CREATE TABLE dw.fact_funnel_daily (
    date_key integer NOT NULL, channel_key integer NOT NULL, device text NOT NULL, language text NOT NULL,
    step text NOT NULL,                            -- page, category, product, search, add_to_cart, cart, checkout, order
    views bigint NOT NULL
);
CREATE UNIQUE INDEX pk_fact_funnel_daily
    ON dw.fact_funnel_daily (date_key, channel_key, device, language, step);

-- Of one product or one category.
CREATE TABLE dw.fact_view_daily (
    date_key integer NOT NULL, channel_key integer NOT NULL, language text NOT NULL,
    product_id uuid, category text NOT NULL,       -- either of them
    views bigint NOT NULL
);
CREATE INDEX ix_fact_view_daily_date ON dw.fact_view_daily (date_key);
CREATE INDEX ix_fact_view_daily_product ON dw.fact_view_daily (product_id, date_key);

-- Words that were searched for; what looks like a mail address or a number was never written down.
CREATE TABLE dw.fact_search_daily (
    date_key integer NOT NULL, channel_key integer NOT NULL, language text NOT NULL,
    term text NOT NULL, searches bigint NOT NULL, without_result bigint NOT NULL
);
CREATE UNIQUE INDEX pk_fact_search_daily
    ON dw.fact_search_daily (date_key, channel_key, language, term);
