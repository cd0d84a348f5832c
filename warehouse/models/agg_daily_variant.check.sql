-- check: the lines of the touched days are in the aggregate by variant
SELECT a.*, f.*
  FROM (SELECT coalesce(sum(lines), 0), coalesce(sum(quantity), 0), coalesce(sum(net_minor), 0), coalesce(sum(own_margin_minor), 0)
          FROM agg_daily_variant WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS a (a0, a1, a2, a3),
       (SELECT coalesce(count(*), 0), coalesce(sum(quantity), 0), coalesce(sum(net_minor), 0), coalesce(sum(own_margin_minor), 0)
          FROM fact_order_line WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS f (f0, f1, f2, f3)
 WHERE (a0, a1, a2, a3) IS DISTINCT FROM (f0, f1, f2, f3);
