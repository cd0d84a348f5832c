-- What models make of the star: each table holds the answer of the newest run of its model. Money is whole minor units of
-- the row's own currency.
CREATE SCHEMA IF NOT EXISTS insights;

CREATE TABLE insights.run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model        text NOT NULL,
    version      integer NOT NULL,
    parameters   jsonb NOT NULL,
    trained_from date,
    trained_to   date,
    state        text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    error        text NOT NULL DEFAULT '',         -- what stopped it
    rows         bigint NOT NULL DEFAULT 0,
    facts        jsonb NOT NULL DEFAULT '{}',      -- what it measured about itself
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_at      timestamptz
);
CREATE INDEX ix_insights_run_model ON insights.run (model, id);

-- One customer: how recently, how often, for how much. The currency is the one of most of their orders.
CREATE TABLE insights.customer_score (
    natural_key  text PRIMARY KEY,
    orders       integer NOT NULL,
    first_day    date NOT NULL,
    last_day     date NOT NULL,
    recency_days integer NOT NULL,
    gap_days     numeric(9, 1),                    -- mean days between orders; unknown after one
    currency     text NOT NULL,
    spent_minor  bigint NOT NULL,                  -- goods less discounts, tax within
    r            smallint NOT NULL CHECK (r BETWEEN 1 AND 5),
    f            smallint NOT NULL CHECK (f BETWEEN 1 AND 5),
    m            smallint NOT NULL CHECK (m BETWEEN 1 AND 5),
    segment      text NOT NULL,
    is_at_risk   boolean NOT NULL                  -- three orders or more, and twice their own gap ago
);
CREATE INDEX ix_customer_score_segment ON insights.customer_score (segment, spent_minor DESC);
CREATE INDEX ix_customer_score_spent ON insights.customer_score (currency, spent_minor DESC);

-- The customers of a first month, `months` later.
CREATE TABLE insights.cohort_month (
    cohort      date NOT NULL,
    months      smallint NOT NULL,
    customers   integer NOT NULL,
    orders      integer NOT NULL,
    spent_minor jsonb NOT NULL,                    -- by currency
    PRIMARY KEY (cohort, months)
);

-- An article in one currency: its share of the revenue, and how even its weeks are.
CREATE TABLE insights.item_class (
    currency      text NOT NULL,
    natural_key   text NOT NULL,
    sku           text NOT NULL,
    name          text NOT NULL,
    category      text NOT NULL,
    revenue_minor bigint NOT NULL,
    units         bigint NOT NULL,
    weeks_sold    integer NOT NULL,
    share         numeric(9, 6) NOT NULL,
    cumulative    numeric(9, 6) NOT NULL,
    abc           text NOT NULL CHECK (abc IN ('A', 'B', 'C')),
    cv            numeric(9, 3) NOT NULL,          -- of weekly units, weeks without sales within
    xyz           text NOT NULL CHECK (xyz IN ('X', 'Y', 'Z')),
    PRIMARY KEY (currency, natural_key)
);
CREATE INDEX ix_item_class_cell ON insights.item_class (currency, abc, xyz, revenue_minor DESC);

-- Two products in one order; the shares are of all orders that count.
CREATE TABLE insights.basket_pair (
    item          text NOT NULL,
    other         text NOT NULL,
    item_key      text NOT NULL,                   -- a variant of it, as the shop knows it
    other_key     text NOT NULL,
    item_name     text NOT NULL,
    other_name    text NOT NULL,
    baskets       integer NOT NULL,
    item_baskets  integer NOT NULL,
    other_baskets integer NOT NULL,
    support       numeric(9, 6) NOT NULL,
    confidence    numeric(9, 6) NOT NULL,          -- of those with `item`, how many have `other`
    reverse       numeric(9, 6) NOT NULL,          -- the other way round
    lift          numeric(12, 3) NOT NULL,
    PRIMARY KEY (item, other),
    CHECK (item < other)
);

-- A variant of the catalog: what is there, how fast it leaves.
CREATE TABLE insights.stock_cover (
    natural_key    text PRIMARY KEY,
    sku            text NOT NULL,
    name           text NOT NULL,
    category       text NOT NULL,
    on_hand        bigint NOT NULL,
    value_minor    bigint,                         -- at cost, base currency; unknown without a cost
    cost_minor     bigint,
    units_28       bigint NOT NULL,
    units_90       bigint NOT NULL,
    units_365      bigint NOT NULL,
    daily_mean     numeric(12, 4) NOT NULL,        -- of the days since it was first there or sold, 90 at most
    daily_sd       numeric(12, 4) NOT NULL,
    first_seen     date,
    last_sold      date,
    sell_through   numeric(7, 4),                  -- sold in 90 days, of that and what is left
    state          text NOT NULL CHECK (state IN ('selling', 'slow', 'dead', 'out', 'new', 'none'))
);
CREATE INDEX ix_stock_cover_state ON insights.stock_cover (state, value_minor DESC);
