-- check: the movements of the touched days are in the aggregate by location
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(movements), 0), coalesce(sum(quantity), 0)
          FROM agg_daily_movement WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0, a1),
       (SELECT coalesce(count(*), 0), coalesce(sum(quantity), 0)
          FROM fact_stock_movement WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0, f1)
 WHERE (a0, a1) IS DISTINCT FROM (f0, f1);
