-- check: what came and is still there is what stands there
SELECT s.variant_id, s.location, s.on_hand, coalesce(a.units, 0) AS aged
  FROM (SELECT DISTINCT variant_id FROM stg.stock_movements) AS t
  JOIN fact_stock_daily AS s USING (variant_id)
  LEFT JOIN (SELECT variant_id, location, sum(units) AS units FROM fact_stock_age GROUP BY 1, 2) AS a
      USING (variant_id, location)
 WHERE s.until_date_key = 99999999 AND greatest(s.on_hand, 0) <> coalesce(a.units, 0);
