-- Channels, currencies and countries: their name is all there is to know about them.
INSERT INTO dim_channel (channel)
SELECT channel FROM stg.orders UNION SELECT channel FROM stg.returns
UNION SELECT channel FROM stg.traffic ORDER BY 1
ON CONFLICT DO NOTHING;

INSERT INTO dim_currency (currency, minor_digits)
SELECT currency, (current_setting('etl.minor_digits')::jsonb ->> currency)::smallint
  FROM (SELECT currency FROM stg.orders UNION SELECT currency FROM stg.returns
        UNION SELECT currency FROM stg.payments UNION SELECT currency FROM stg.credit_entries
        UNION SELECT currency FROM stg.payment_attempts UNION SELECT currency FROM stg.carts
        UNION SELECT current_setting('etl.currency')) AS seen
 ORDER BY 1
ON CONFLICT DO NOTHING;

UPDATE dim_currency SET is_base = currency = current_setting('etl.currency')
 WHERE is_base <> (currency = current_setting('etl.currency'));

INSERT INTO dim_geography (country, region)
SELECT country, region FROM stg.orders UNION SELECT country, '' FROM stg.returns
UNION SELECT country, '' FROM stg.carts ORDER BY 1, 2
ON CONFLICT DO NOTHING;

INSERT INTO dim_campaign AS c (campaign_id, name, created_at, started_at)
SELECT campaign_id, name, created_at, started_at FROM stg.campaigns ORDER BY created_at, campaign_id
    ON CONFLICT (campaign_id) DO UPDATE SET name = excluded.name, started_at = excluded.started_at
 WHERE (c.name, c.started_at) IS DISTINCT FROM (excluded.name, excluded.started_at);
