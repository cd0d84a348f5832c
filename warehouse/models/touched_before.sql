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

-- How those customers came back, before anything of it changes.
INSERT INTO stg.visit_change
SELECT date_key, before_date_key, currency_key, -count(*)
  FROM (SELECT date_key, currency_key,
               coalesce(lag(date_key) OVER (PARTITION BY natural_key, currency_key ORDER BY date_key), 0)
                   AS before_date_key
          FROM (SELECT DISTINCT t.natural_key, o.currency_key, o.placed_date_key AS date_key
                  FROM (SELECT DISTINCT natural_key FROM stg.touched_customer) AS t
                  JOIN dim_customer AS c USING (natural_key)
                  JOIN fact_order AS o ON o.customer_key = c.customer_key AND o.customer_key > 0
                 WHERE o.is_sale) AS days) AS visits
 GROUP BY 1, 2, 3;
