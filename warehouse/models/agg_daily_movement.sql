DELETE FROM agg_daily_movement WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_movement
SELECT date_key, location, kind, count(*), sum(quantity)
  FROM fact_stock_movement WHERE date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3 ORDER BY 1;
