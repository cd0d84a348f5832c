DELETE FROM agg_daily_payment WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_payment
SELECT date_key, currency_key, method, kind, count(*), sum(amount_minor)
  FROM fact_payment WHERE date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4 ORDER BY 1;
