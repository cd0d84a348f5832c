-- Days on which something stood that is about to be replaced, and whose it was.
INSERT INTO stg.touched_day
SELECT f.placed_date_key FROM fact_order AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND t.key = f.order_id::text
UNION
SELECT f.date_key FROM fact_return_line AS f
  JOIN stg.touched AS t ON t.entity = 'return' AND t.key = f.return_id::text
UNION
SELECT f.date_key FROM fact_credit AS f
  JOIN stg.touched AS t ON t.entity = 'credit' AND t.key = f.account_id::text;

INSERT INTO stg.touched_customer
SELECT DISTINCT c.natural_key FROM fact_order AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND t.key = f.order_id::text
  JOIN dim_customer AS c USING (customer_key)
 WHERE customer_key > 0
UNION
SELECT customer_id::text FROM stg.orders WHERE customer_id IS NOT NULL;

INSERT INTO stg.touched_stock
SELECT f.variant_id, f.date_key FROM fact_stock_movement AS f
  JOIN stg.touched AS t ON t.entity = 'movement' AND f.movement_id = t.key::bigint;
