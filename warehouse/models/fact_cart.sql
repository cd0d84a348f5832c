DELETE FROM fact_cart AS f USING stg.touched AS t
 WHERE t.entity = 'cart' AND f.cart_id = t.key::uuid;

-- loads: carts
INSERT INTO fact_cart
SELECT c.cart_id, currency_key, geography_key, c.language, etl.date_key(c.created_at),
       etl.date_key(c.first_line_at), 0, 0,
       CASE WHEN c.has_shipping THEN 'shipping' WHEN c.has_address THEN 'address' ELSE 'lines' END,
       c.lines, c.units, c.value_minor, c.created_at, c.updated_at, NULL
  FROM stg.carts AS c
  JOIN dim_currency USING (currency)
  JOIN dim_geography AS g ON g.country = c.country AND g.region = ''
 WHERE c.lines > 0 AND NOT c.is_draft;

INSERT INTO stg.dropped
SELECT 'carts', 'written_by_staff', count(*) FROM stg.carts WHERE is_draft
UNION ALL
SELECT 'carts', 'empty_cart', count(*) FROM stg.carts WHERE lines = 0 AND NOT is_draft;

-- An order has the id of its cart.
UPDATE fact_cart AS f
   SET ordered_date_key = o.placed_date_key,
       paid_date_key = CASE WHEN o.is_sale THEN o.confirmed_date_key ELSE 0 END,
       last_step = CASE WHEN o.is_sale THEN 'paid' ELSE 'order' END,
       hours_to_order = etl.hours(f.created_at, o.placed_at)
  FROM fact_order AS o
 WHERE o.order_id = f.cart_id
   AND (f.cart_id IN (SELECT cart_id FROM stg.carts) OR f.cart_id IN (SELECT order_id FROM stg.orders));
