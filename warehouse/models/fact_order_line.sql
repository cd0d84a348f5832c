DELETE FROM fact_order_line AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: order_lines
INSERT INTO fact_order_line
SELECT l.order_id, l.line, o.placed_date_key, o.channel_key, o.currency_key, o.geography_key,
       o.customer_key, v.variant_key, o.flags_key, l.quantity, l.unit_milli, l.total_minor, l.discount_minor,
       l.total_minor - l.discount_minor, l.tax_minor, l.tax_basis_points,
       l.total_minor - l.discount_minor - l.tax_minor,
       l.total_minor * 1000 - l.unit_milli * l.quantity,
       etl.base(l.total_minor, o.to_base), etl.base(l.discount_minor, o.to_base),
       etl.base(l.tax_minor, o.to_base),
       etl.base(l.total_minor - l.discount_minor - l.tax_minor, o.to_base),
       v.cost_minor * l.quantity,
       etl.base(l.total_minor - l.discount_minor - l.tax_minor, o.to_base)
         - v.cost_minor * l.quantity,
       l.discount_minor - etl.tax_within(l.discount_minor, l.tax_basis_points),
       round(v.cost_minor * l.quantity / o.to_base)::bigint,
       l.total_minor - l.discount_minor - l.tax_minor - round(v.cost_minor * l.quantity / o.to_base)::bigint
  FROM stg.order_lines AS l
  JOIN fact_order AS o ON o.order_id = l.order_id AND o.is_sale
  JOIN dim_channel AS c ON c.channel_key = o.channel_key
  JOIN dim_variant AS v
    ON v.natural_key = coalesce(l.variant_id::text, c.channel || '/' || upper(l.sku))
   AND o.placed_at >= v.valid_from AND o.placed_at < v.valid_to
 WHERE NOT l.is_gift_card
 -- Days together: what a report asks for lies in few pages.
 ORDER BY o.placed_date_key;

INSERT INTO stg.dropped
SELECT 'order_lines', 'order_not_a_sale', count(*)
  FROM stg.order_lines AS l JOIN fact_order AS o ON o.order_id = l.order_id AND NOT o.is_sale
UNION ALL
SELECT 'order_lines', 'gift_card_is_no_sale', count(*)
  FROM stg.order_lines AS l JOIN fact_order AS o ON o.order_id = l.order_id AND o.is_sale
 WHERE l.is_gift_card;

-- Orders of which something changed that their lines repeat.
UPDATE fact_order_line AS l SET flags_key = o.flags_key
  FROM (SELECT DISTINCT natural_key FROM stg.touched_customer) AS t
  JOIN dim_customer AS c USING (natural_key)
  JOIN fact_order AS o ON o.customer_key = c.customer_key AND o.customer_key > 0
 WHERE l.order_id = o.order_id AND l.flags_key <> o.flags_key;

UPDATE fact_order_line AS l
   SET base_list_minor = etl.base(l.list_minor, o.to_base),
       base_discount_minor = etl.base(l.discount_minor, o.to_base),
       base_tax_minor = etl.base(l.tax_minor, o.to_base),
       base_net_minor = etl.base(l.net_minor, o.to_base),
       margin_minor = etl.base(l.net_minor, o.to_base) - l.cost_minor,
       own_cost_minor = round(l.cost_minor / o.to_base)::bigint,
       own_margin_minor = l.net_minor - round(l.cost_minor / o.to_base)::bigint
  FROM fact_order AS o JOIN dim_currency USING (currency_key) JOIN stg.rate_change USING (currency)
 WHERE l.order_id = o.order_id
   AND (l.base_list_minor, l.own_cost_minor)
       IS DISTINCT FROM (etl.base(l.list_minor, o.to_base), round(l.cost_minor / o.to_base)::bigint);
