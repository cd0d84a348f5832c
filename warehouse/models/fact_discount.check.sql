-- check: what promotions took off the lines of a sale is its discount
SELECT o.order_id, o.discount_minor, d.amount FROM fact_order AS o
  JOIN stg.orders USING (order_id)
  JOIN (SELECT order_id, sum(amount_minor) AS amount FROM fact_discount WHERE line > 0
         GROUP BY order_id) AS d USING (order_id)
 WHERE o.is_sale AND o.discount_minor <> d.amount;

-- check: each line's discount is the sum of its promotions'
SELECT l.order_id, l.line, l.discount_minor, d.amount FROM fact_order_line AS l
  JOIN stg.orders USING (order_id)
  JOIN (SELECT order_id, line, sum(amount_minor) AS amount FROM fact_discount
         GROUP BY order_id, line) AS d USING (order_id, line)
 WHERE l.discount_minor <> d.amount;
