-- check: the lines of a sale sum to its items
SELECT o.order_id, o.items_minor, l.items FROM fact_order AS o
  JOIN stg.orders USING (order_id)
  LEFT JOIN (SELECT order_id, sum(list_minor) AS items FROM fact_order_line
              GROUP BY order_id) AS l USING (order_id)
 WHERE o.is_sale AND o.items_minor <> coalesce(l.items, 0);

-- check: a line's total is its units at their price, rounded once
SELECT order_id, line, quantity, unit_milli, list_minor FROM fact_order_line
  JOIN stg.orders USING (order_id)
 WHERE abs(rounding_milli) > 500;

-- check: what was given for a line is its cost and its margin
SELECT order_id, line, base_net_minor, cost_minor, margin_minor FROM fact_order_line
  JOIN stg.orders USING (order_id)
 WHERE margin_minor IS DISTINCT FROM base_net_minor - cost_minor;
