-- check: the payments of the touched days are in their aggregate
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(payments), 0), coalesce(sum(amount_minor), 0)
          FROM agg_daily_payment WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0, a1),
       (SELECT coalesce(count(*), 0), coalesce(sum(amount_minor), 0)
          FROM fact_payment WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0, f1)
 WHERE (a0, a1) IS DISTINCT FROM (f0, f1);
