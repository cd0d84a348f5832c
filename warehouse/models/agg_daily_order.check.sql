-- check: the orders of the touched days are in the aggregate by what they are
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(orders), 0), coalesce(sum(units), 0), coalesce(sum(items_minor), 0)
          FROM agg_daily_order WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0, a1, a2),
       (SELECT coalesce(count(*), 0), coalesce(sum(units), 0), coalesce(sum(items_minor), 0)
          FROM fact_order WHERE placed_date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0, f1, f2)
 WHERE (a0, a1, a2) IS DISTINCT FROM (f0, f1, f2);
