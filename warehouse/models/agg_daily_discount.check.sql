-- check: the discounts of the touched days are in their aggregate
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(amount_minor), 0), coalesce(sum(first_orders), 0)
          FROM agg_daily_discount WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0, a1),
       (SELECT coalesce(sum(amount_minor), 0), coalesce(count(DISTINCT order_id), 0)
          FROM fact_discount WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0, f1)
 WHERE (a0, a1) IS DISTINCT FROM (f0, f1);
