-- Days on which something stood that is about to be replaced, and whose it was.
INSERT INTO stg.touched_day
SELECT f.placed_date_key FROM fact_order AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND f.order_id = t.key::uuid
UNION
SELECT f.date_key FROM fact_return_line AS f
  JOIN stg.touched AS t ON t.entity = 'return' AND f.return_id = t.key::uuid
UNION
SELECT f.date_key FROM fact_credit AS f
  JOIN stg.touched AS t ON t.entity = 'credit' AND f.account_id = t.key::uuid
UNION
SELECT f.date_key FROM fact_payment AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND f.order_id = t.key::uuid
UNION
SELECT f.date_key FROM fact_payment_attempt AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND f.order_id = t.key::uuid
UNION
SELECT f.date_key FROM fact_stock_movement AS f
  JOIN stg.touched AS t ON t.entity = 'movement' AND f.movement_id = t.key::bigint;

INSERT INTO stg.touched_customer
SELECT DISTINCT c.natural_key FROM fact_order AS f
  JOIN stg.touched AS t ON t.entity = 'order' AND f.order_id = t.key::uuid
  JOIN dim_customer AS c USING (customer_key)
 WHERE customer_key > 0
UNION
SELECT customer_id::text FROM stg.orders WHERE customer_id IS NOT NULL;

INSERT INTO stg.touched_stock
SELECT f.variant_id, f.date_key FROM fact_stock_movement AS f
  JOIN stg.touched AS t ON t.entity = 'movement' AND f.movement_id = t.key::bigint;
