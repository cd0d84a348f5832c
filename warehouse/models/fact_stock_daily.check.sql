-- check: what is on hand is the sum of its movements
SELECT s.variant_id, s.location, s.on_hand, m.moved
  FROM fact_stock_daily AS s
  JOIN (SELECT variant_id, location, sum(quantity) AS moved FROM fact_stock_movement
         WHERE variant_id IN (SELECT variant_id FROM stg.stock_movements) GROUP BY 1, 2) AS m
    USING (variant_id, location)
 WHERE s.until_date_key = 99999999 AND s.on_hand <> m.moved;

-- check: days of a variant at a location follow each other without gap or overlap
SELECT variant_id, location, date_key, until_date_key, next_key
  FROM (SELECT variant_id, location, date_key, until_date_key,
               lead(date_key) OVER (PARTITION BY variant_id, location ORDER BY date_key) AS next_key
          FROM fact_stock_daily
         WHERE variant_id IN (SELECT variant_id FROM stg.stock_movements)) AS days
 WHERE coalesce(next_key, 99999999) <> until_date_key;
