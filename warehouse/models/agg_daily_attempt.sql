DELETE FROM agg_daily_attempt WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_attempt
SELECT date_key, currency_key, method, status, count(*)
  FROM fact_payment_attempt WHERE date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4 ORDER BY 1;
