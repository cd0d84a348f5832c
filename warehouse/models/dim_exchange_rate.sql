-- A rate holds until the next version of the shop's facts with another one; the first of a currency
-- counts for what was sold before it as well. The shop's own currency is worth itself.
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
WITH told AS (
    SELECT currency, valid_from, rate,
           lag(rate) OVER (PARTITION BY currency ORDER BY valid_from) AS before
      FROM stg.rates),
differing AS (
    SELECT currency, rate, before IS NULL AS is_first, valid_from,
           lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from) AS until
      FROM told WHERE rate IS DISTINCT FROM before)
SELECT currency, CASE WHEN is_first THEN '-infinity' ELSE valid_from END AS valid_from,
       coalesce(until, 'infinity') AS valid_to, rate,
       (10.0 ^ ((m.digits ->> current_setting('etl.currency'))::integer
                - (m.digits ->> currency)::integer))::numeric / rate AS to_base
  FROM differing CROSS JOIN (SELECT current_setting('etl.minor_digits')::jsonb AS digits) AS m
 WHERE currency <> current_setting('etl.currency')
 UNION ALL
SELECT current_setting('etl.currency'), '-infinity', 'infinity', 1, 1;

INSERT INTO stg.rate_change
SELECT DISTINCT currency
  FROM ((TABLE incoming EXCEPT SELECT * FROM dim_exchange_rate)
        UNION ALL (SELECT * FROM dim_exchange_rate EXCEPT TABLE incoming)) AS other;

DELETE FROM dim_exchange_rate WHERE currency IN (SELECT currency FROM stg.rate_change);
INSERT INTO dim_exchange_rate
SELECT * FROM incoming WHERE currency IN (SELECT currency FROM stg.rate_change);

DROP TABLE incoming;
