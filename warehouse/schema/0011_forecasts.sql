-- Units of each coming week, as each run expected them: kept, to be compared with what then happened.
-- `level` is sku (series: the variant's natural key), category (its path) or shop (empty).
DROP TABLE IF EXISTS insights.forecast_point, insights.forecast, insights.series_point;

CREATE TABLE insights.forecast_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version      integer NOT NULL,
    parameters   jsonb NOT NULL,
    trained_from date,
    trained_to   date NOT NULL,                    -- the Sunday of the last week that was over
    state        text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    error        text NOT NULL DEFAULT '',         -- what stopped it
    rows         bigint NOT NULL DEFAULT 0,
    facts        jsonb NOT NULL DEFAULT '{}',      -- what it measured about itself
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_at      timestamptz
);

-- One series of one run: the method that its back-test chose, and how wrong that was.
CREATE TABLE insights.forecast_series (
    run_id            bigint NOT NULL REFERENCES insights.forecast_run ON DELETE CASCADE,
    level             text NOT NULL CHECK (level IN ('shop', 'category', 'sku')),
    series            text NOT NULL,
    sku               text NOT NULL,
    name              text NOT NULL,
    category          text NOT NULL,
    kind              text NOT NULL CHECK (kind IN ('smooth', 'erratic', 'intermittent', 'lumpy', 'short')),
    method            text NOT NULL,                -- empty: no answer
    parameters        jsonb NOT NULL,
    weeks             integer NOT NULL,             -- of its history, from the first with sales
    adi               numeric(9, 4) NOT NULL,       -- weeks between two with sales
    cv2               numeric(12, 4) NOT NULL,      -- of the weeks that have some
    mase              numeric(14, 4),
    wape              numeric(14, 4),
    naive_wape        numeric(14, 4),               -- of "as last week" in the same tests
    coverage          numeric(5, 4),                -- of its intervals, in the tests
    tried             jsonb NOT NULL,               -- the WAPE of each method
    error_units       numeric(18, 4) NOT NULL,      -- sums of the tests, so that kinds can be summed up
    naive_error_units numeric(18, 4) NOT NULL,
    test_units        numeric(18, 4) NOT NULL,
    within            integer NOT NULL,
    judged            integer NOT NULL,
    PRIMARY KEY (run_id, level, series)
);

CREATE TABLE insights.forecast_point (
    run_id   bigint NOT NULL,
    level    text NOT NULL,
    series   text NOT NULL,
    week     date NOT NULL,                         -- its Monday
    is_test  boolean NOT NULL,                      -- over already: expected of what came before
    expected numeric(14, 2) NOT NULL,
    low      numeric(14, 2) NOT NULL,
    high     numeric(14, 2) NOT NULL,
    PRIMARY KEY (run_id, level, series, week),
    FOREIGN KEY (run_id, level, series) REFERENCES insights.forecast_series ON DELETE CASCADE,
    CHECK (low <= expected AND expected <= high)
);

-- How it happened, of the series of the newest run; a week without sales is a row with 0.
CREATE TABLE insights.forecast_week (
    level  text NOT NULL,
    series text NOT NULL,
    week   date NOT NULL,
    units  bigint NOT NULL,
    PRIMARY KEY (level, series, week)
);
