-- check: an order's total is its parts
SELECT order_id, items_minor, discount_minor, shipping_minor, total_minor FROM fact_order
  JOIN stg.orders USING (order_id, items_minor, discount_minor, shipping_minor, total_minor)
 WHERE total_minor <> items_minor - discount_minor + shipping_minor;

-- check: every order that was read stands there once
SELECT o.order_id FROM stg.orders AS o LEFT JOIN fact_order AS f USING (order_id)
 WHERE f.order_id IS NULL;

-- check: every date is in the calendar
SELECT order_id, placed_date_key FROM fact_order JOIN stg.orders USING (order_id)
 WHERE placed_date_key NOT IN (SELECT date_key FROM dim_date)
    OR confirmed_date_key NOT IN (SELECT date_key FROM dim_date);
