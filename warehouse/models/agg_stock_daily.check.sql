-- check: the aggregate of a location is the sum of what stands there now
SELECT location, a.on_hand, f.on_hand, a.value_minor, f.value FROM agg_stock_daily AS a
  JOIN (SELECT location, sum(on_hand) AS on_hand, coalesce(sum(value_minor), 0) AS value
          FROM fact_stock_daily
         WHERE until_date_key = 99999999 AND location IN (SELECT location FROM stg.stock_change)
         GROUP BY location) AS f USING (location)
 WHERE a.until_date_key = 99999999 AND (a.on_hand, a.value_minor) <> (f.on_hand, f.value);
