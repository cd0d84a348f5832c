-- check: every milestone of the touched days is in its aggregate
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(orders), 0)
          FROM agg_daily_lag WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0),
       (SELECT coalesce(sum(num_nonnulls(hours_to_confirm, hours_to_ship, hours_to_deliver)), 0)
          FROM fact_order WHERE is_sale AND placed_date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0)
 WHERE (a0) IS DISTINCT FROM (f0);
