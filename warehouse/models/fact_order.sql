DELETE FROM fact_order AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: orders
INSERT INTO fact_order
SELECT o.order_id, o.number, o.status,
       o.confirmed_at IS NOT NULL AND o.status <> 'cancelled',
       channel_key, currency_key, geography_key, coalesce(c.customer_key, 0),
       1 + (o.customer_id IS NULL)::integer + 2 * o.is_business::integer
         + 8 * (coalesce(l.lines, 0) = 0 AND coalesce(l.gift_cards, 0) > 0)::integer
         + 16 * (o.discount_minor > 0)::integer,
       etl.date_key(o.placed_at), etl.time_key(o.placed_at), etl.date_key(o.confirmed_at),
       etl.date_key(p.paid_at), etl.date_key(s.allocated_at), etl.date_key(o.shipped_at),
       etl.date_key(o.delivered_at), etl.date_key(o.cancelled_at), etl.date_key(b.returned_at),
       o.placed_at, etl.hours(o.placed_at, o.confirmed_at), etl.hours(o.placed_at, p.paid_at),
       etl.hours(o.placed_at, s.allocated_at), etl.hours(o.placed_at, o.shipped_at),
       etl.hours(o.placed_at, o.delivered_at), etl.hours(o.placed_at, o.cancelled_at),
       etl.hours(o.placed_at, b.returned_at),
       coalesce(l.lines, 0), coalesce(l.units, 0),
       o.items_minor - coalesce(l.gift_cards, 0), coalesce(l.gift_cards, 0),
       o.discount_minor, o.shipping_minor, o.tax_minor, o.total_minor,
       coalesce(p.paid, 0), coalesce(p.refunded, 0), coalesce(l.tax, 0), coalesce(l.discount_net, 0),
       r.to_base, etl.base(o.total_minor, r.to_base), etl.base(o.shipping_minor, r.to_base),
       CASE WHEN coalesce(l.lines, 0) = 0 THEN 'nothing'
            WHEN o.shipped_at IS NULL THEN 'waiting'
            WHEN o.shipped_at <= o.placed_at + interval '1 day' THEN '0-1'
            WHEN o.shipped_at <= o.placed_at + interval '2 days' THEN '1-2'
            WHEN o.shipped_at <= o.placed_at + interval '3 days' THEN '2-3'
            WHEN o.shipped_at <= o.placed_at + interval '7 days' THEN '3-7' ELSE '7+' END
  FROM stg.orders AS o
  JOIN dim_channel USING (channel)
  JOIN dim_currency USING (currency)
  JOIN dim_geography USING (country, region)
  LEFT JOIN dim_exchange_rate AS r
    ON r.currency = o.currency AND o.placed_at >= r.valid_from AND o.placed_at < r.valid_to
  LEFT JOIN dim_customer AS c
    ON c.natural_key = o.customer_id::text
   AND o.placed_at >= c.valid_from AND o.placed_at < c.valid_to
  LEFT JOIN (SELECT order_id, count(*) FILTER (WHERE NOT is_gift_card) AS lines,
                    sum(quantity) FILTER (WHERE NOT is_gift_card) AS units,
                    sum(total_minor) FILTER (WHERE is_gift_card) AS gift_cards, sum(tax_minor) AS tax,
                    sum(discount_minor - etl.tax_within(discount_minor, tax_basis_points)) AS discount_net
               FROM stg.order_lines GROUP BY order_id) AS l USING (order_id)
  LEFT JOIN (SELECT order_id, min(at) FILTER (WHERE kind IN ('captured', 'late_captured')) AS paid_at,
                    sum(amount_minor) FILTER (WHERE kind IN ('captured', 'late_captured')) AS paid,
                    coalesce(sum(amount_minor) FILTER (WHERE kind = 'refunded'), 0)
                  - coalesce(sum(amount_minor) FILTER (WHERE kind = 'refund_failed'), 0) AS refunded
               FROM stg.payments GROUP BY order_id) AS p USING (order_id)
  LEFT JOIN (SELECT order_id, min(moved_at) AS allocated_at FROM fact_stock_movement
              WHERE quantity < 0 AND order_id IN (SELECT order_id FROM stg.orders)
              GROUP BY order_id) AS s USING (order_id)
  LEFT JOIN (SELECT order_id, min(returned_at) AS returned_at FROM fact_return_line
              WHERE quantity < 0 AND order_id IN (SELECT order_id FROM stg.orders)
              GROUP BY order_id) AS b USING (order_id);

-- The rate of a currency came, or was corrected: sales that are here already are worth what it says.
INSERT INTO stg.touched_day
SELECT DISTINCT f.placed_date_key FROM fact_order AS f
  JOIN dim_currency AS c USING (currency_key) JOIN stg.rate_change USING (currency)
  LEFT JOIN dim_exchange_rate AS r
    ON r.currency = c.currency AND f.placed_at >= r.valid_from AND f.placed_at < r.valid_to
 WHERE f.to_base IS DISTINCT FROM r.to_base;

UPDATE fact_order AS f
   SET to_base = r.to_base, base_total_minor = etl.base(f.total_minor, r.to_base),
       base_shipping_minor = etl.base(f.shipping_minor, r.to_base)
  FROM fact_order AS o
  JOIN dim_currency AS c USING (currency_key) JOIN stg.rate_change USING (currency)
  LEFT JOIN dim_exchange_rate AS r
    ON r.currency = c.currency AND o.placed_at >= r.valid_from AND o.placed_at < r.valid_to
 WHERE o.order_id = f.order_id AND f.to_base IS DISTINCT FROM r.to_base;

-- A customer's first sale: another one, once an earlier order is cancelled, paid late or merged.
WITH other AS (
UPDATE fact_order AS f SET flags_key = f.flags_key + CASE WHEN n.is_first THEN 4 ELSE -4 END
  FROM (SELECT o.order_id, o.is_sale AND o.order_id = first_value(o.order_id) OVER (
                   PARTITION BY c.natural_key ORDER BY o.is_sale DESC, o.placed_at, o.order_id)
               AS is_first
          FROM (SELECT DISTINCT natural_key FROM stg.touched_customer) AS t
          JOIN dim_customer AS c USING (natural_key)
          JOIN fact_order AS o ON o.customer_key = c.customer_key AND o.customer_key > 0) AS n
 WHERE n.order_id = f.order_id AND (((f.flags_key - 1) & 4) > 0) <> n.is_first
RETURNING f.placed_date_key)
INSERT INTO stg.touched_day SELECT DISTINCT placed_date_key FROM other;
