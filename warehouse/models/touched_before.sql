-- Days on which something stood that is about to be replaced.
INSERT INTO stg.touched_day
SELECT f.placed_date_key FROM fact_order AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND t.key = f.order_id::text
UNION
SELECT f.date_key FROM fact_return_line AS f
  JOIN stg.touched AS t ON t.entity = 'return' AND t.key = f.return_id::text;
