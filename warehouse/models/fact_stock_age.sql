-- Units are alike, so those that left are the ones that came first.
CREATE TEMPORARY TABLE aged ON COMMIT DROP AS
SELECT variant_id FROM stg.stock_movements
 UNION SELECT variant_id FROM stg.touched_stock
 UNION SELECT etl.uuid_of(natural_key) FROM stg.variant_change
        WHERE etl.uuid_of(natural_key) IS NOT NULL;
ANALYZE aged;

DELETE FROM fact_stock_age AS a USING aged WHERE a.variant_id = aged.variant_id;

INSERT INTO fact_stock_age
WITH stands AS (
    SELECT s.variant_id, s.location, s.variant_key, s.on_hand, s.cost_minor
      FROM fact_stock_daily AS s JOIN aged USING (variant_id)
     WHERE s.until_date_key = 99999999 AND s.on_hand > 0),
came AS (
    SELECT m.variant_id, m.location, m.date_key, sum(m.quantity) AS units
      FROM fact_stock_movement AS m JOIN stands USING (variant_id, location)
     WHERE m.quantity > 0
     GROUP BY 1, 2, 3),
layers AS (
    SELECT c.*, sum(units) OVER (PARTITION BY variant_id, location ORDER BY date_key DESC) AS so_far
      FROM came AS c),
sold AS (
    SELECT m.variant_id, max(m.date_key) AS date_key FROM fact_stock_movement AS m
      JOIN aged USING (variant_id) WHERE m.kind = 'sale' GROUP BY 1)
SELECT s.variant_id, s.location, l.date_key, s.variant_key, n.units, s.cost_minor * n.units,
       coalesce(sold.date_key, 0), '', ''
  FROM stands AS s
  JOIN layers AS l USING (variant_id, location)
  LEFT JOIN sold USING (variant_id)
 CROSS JOIN LATERAL (SELECT least(l.units, s.on_hand - (l.so_far - l.units))::bigint AS units) AS n
 WHERE n.units > 0;

-- A day later everything is a day older.
UPDATE fact_stock_age AS a SET age = n.age, idle = n.idle
  FROM (SELECT f.variant_id, f.location, f.date_key, etl.age_band(t.day - c.day) AS age,
               CASE WHEN f.last_sold_date_key = 0 THEN 'never' ELSE etl.age_band(t.day - s.day) END AS idle
          FROM fact_stock_age AS f
          JOIN dim_date AS c USING (date_key)
          LEFT JOIN dim_date AS s ON s.date_key = f.last_sold_date_key
         CROSS JOIN (SELECT (current_setting('etl.as_of')::timestamptz
                             AT TIME ZONE current_setting('etl.zone'))::date AS day) AS t) AS n
 WHERE a.variant_id = n.variant_id AND a.location = n.location AND a.date_key = n.date_key
   AND (a.age, a.idle) IS DISTINCT FROM (n.age, n.idle);

DROP TABLE aged;
