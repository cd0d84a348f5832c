-- What every run leaves behind, and where the next one begins.
CREATE TABLE etl.run (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mode        text NOT NULL CHECK (mode IN ('full', 'incremental')),
    state       text NOT NULL CHECK (state IN ('running', 'done', 'red', 'failed')),
    reason      text NOT NULL DEFAULT '',          -- why it was full, or what stopped it
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at    timestamptz,
    as_of       timestamptz,                       -- the shop as it was at this moment
    from_xid    xid8,
    to_xid      xid8
);
CREATE INDEX ix_run_started_at ON etl.run (started_at, id);

-- rows read = loaded + dropped by rule; a row that fits no rule is an error
CREATE TABLE etl.run_entity (
    run_id   bigint NOT NULL REFERENCES etl.run,
    entity   text NOT NULL,
    read     bigint NOT NULL,
    loaded   bigint NOT NULL,
    dropped  jsonb NOT NULL DEFAULT '{}',
    seconds  numeric(9, 3) NOT NULL,
    PRIMARY KEY (run_id, entity)
);

CREATE TABLE etl.check_result (
    run_id  bigint NOT NULL REFERENCES etl.run,
    name    text NOT NULL,
    passed  boolean NOT NULL,
    detail  jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (run_id, name)
);

CREATE TABLE etl.watermark (
    only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    source    text NOT NULL,                       -- transaction ids mean nothing in another cluster
    next_xid  xid8 NOT NULL,
    models    text NOT NULL,                       -- digest of the SQL that built what is here
    run_id    bigint NOT NULL REFERENCES etl.run
);

CREATE FUNCTION etl.date_key(at timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(to_char(at AT TIME ZONE current_setting('etl.zone'), 'YYYYMMDD')::integer, 0)
$$;

CREATE FUNCTION etl.time_key(at timestamptz) RETURNS smallint LANGUAGE sql STABLE AS $$
    SELECT coalesce(extract(hour FROM at AT TIME ZONE current_setting('etl.zone')), -1)::smallint
$$;

CREATE FUNCTION etl.hours(since timestamptz, at timestamptz) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT extract(epoch FROM at - since) / 3600
$$;

-- Of a natural key: NULL of what the shop has no id for, as an article that came in with an order.
CREATE FUNCTION etl.uuid_of(natural_key text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN natural_key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN natural_key::uuid END
$$;

-- In minor units of the shop's first currency; unknown where the rate is.
CREATE FUNCTION etl.base(minor bigint, to_base numeric) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT round(minor * to_base)::bigint
$$;

-- Prices have their tax within: how much of an amount it is, rounded once.
CREATE FUNCTION etl.tax_within(amount_minor bigint, basis_points integer) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT round(amount_minor::numeric * coalesce(basis_points, 0)
                 / (10000 + coalesce(basis_points, 0)))::bigint
$$;

-- How old stock is, in the bands of its report.
CREATE FUNCTION etl.age_band(days integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN days <= 30 THEN '0-30' WHEN days <= 90 THEN '31-90' WHEN days <= 180 THEN '91-180'
                WHEN days <= 365 THEN '181-365' ELSE '366+' END
$$;

-- Midnight of the shop at both ends of a day.
CREATE FUNCTION etl.day_start(date_key integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT to_date(date_key::text, 'YYYYMMDD')::timestamp AT TIME ZONE current_setting('etl.zone')
$$;

CREATE FUNCTION etl.day_end(date_key integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT (to_date(date_key::text, 'YYYYMMDD') + 1)::timestamp AT TIME ZONE current_setting('etl.zone')
$$;
