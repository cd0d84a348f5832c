-- check: an order's total is its parts
SELECT f.order_id, f.items_minor, f.gift_cards_minor, f.discount_minor, f.shipping_minor, f.total_minor
  FROM fact_order AS f JOIN stg.orders USING (order_id)
 WHERE f.total_minor <> f.items_minor + f.gift_cards_minor - f.discount_minor + f.shipping_minor;

-- check: every order that was read stands there once
SELECT o.order_id FROM stg.orders AS o LEFT JOIN fact_order AS f USING (order_id)
 WHERE f.order_id IS NULL;

-- check: every date is in the calendar
SELECT order_id, placed_date_key FROM fact_order JOIN stg.orders USING (order_id)
 WHERE placed_date_key NOT IN (SELECT date_key FROM dim_date)
    OR confirmed_date_key NOT IN (SELECT date_key FROM dim_date);

-- check: one order of a customer is the first one
SELECT c.natural_key, count(*) FROM fact_order AS f JOIN dim_customer AS c USING (customer_key)
  JOIN (SELECT DISTINCT natural_key FROM stg.touched_customer) AS t USING (natural_key)
 WHERE f.is_sale AND customer_key > 0
 GROUP BY c.natural_key HAVING count(*) FILTER (WHERE (f.flags_key - 1) & 4 > 0) <> 1;
