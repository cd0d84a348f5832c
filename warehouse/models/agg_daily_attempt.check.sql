-- check: the attempts of the touched days are in their aggregate
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(attempts), 0)
          FROM agg_daily_attempt WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0),
       (SELECT coalesce(count(*), 0)
          FROM fact_payment_attempt WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0)
 WHERE (a0) IS DISTINCT FROM (f0);
