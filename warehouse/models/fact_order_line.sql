DELETE FROM fact_order_line AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: order_lines
INSERT INTO fact_order_line
SELECT l.order_id, l.line, o.placed_date_key, o.channel_key, o.currency_key, o.geography_key,
       o.customer_key, v.variant_key, l.quantity, l.unit_milli, l.total_minor, l.discount_minor,
       l.total_minor - l.discount_minor, l.tax_minor,
       l.total_minor - l.discount_minor - l.tax_minor,
       l.total_minor * 1000 - l.unit_milli * l.quantity,
       v.cost_minor * l.quantity,
       l.discount_minor - etl.tax_within(l.discount_minor, l.tax_basis_points)
  FROM stg.order_lines AS l
  JOIN fact_order AS o ON o.order_id = l.order_id AND o.is_sale
  JOIN dim_channel AS c ON c.channel_key = o.channel_key
  JOIN dim_variant AS v
    ON v.natural_key = coalesce(l.variant_id::text, c.channel || '/' || upper(l.sku))
   AND o.placed_at >= v.valid_from AND o.placed_at < v.valid_to
 -- Days together: what a report asks for lies in few pages.
 ORDER BY o.placed_date_key;

INSERT INTO stg.dropped
SELECT 'order_lines', 'order_not_a_sale', count(*)
  FROM stg.order_lines AS l JOIN fact_order AS o ON o.order_id = l.order_id AND NOT o.is_sale;
