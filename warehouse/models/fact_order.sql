DELETE FROM fact_order AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: orders
INSERT INTO fact_order
SELECT o.order_id, o.number, o.status,
       o.confirmed_at IS NOT NULL AND o.status <> 'cancelled',
       channel_key, currency_key, geography_key, coalesce(c.customer_key, 0),
       etl.date_key(o.placed_at), etl.date_key(o.confirmed_at), etl.date_key(o.shipped_at),
       etl.date_key(o.cancelled_at), o.placed_at,
       extract(epoch FROM o.confirmed_at - o.placed_at) / 3600,
       extract(epoch FROM o.shipped_at - o.placed_at) / 3600,
       coalesce(l.lines, 0), coalesce(l.units, 0),
       o.items_minor, o.discount_minor, o.shipping_minor, o.tax_minor, o.total_minor,
       coalesce(p.paid, 0), coalesce(p.refunded, 0), coalesce(l.tax, 0), coalesce(l.discount_net, 0)
  FROM stg.orders AS o
  JOIN dim_channel USING (channel)
  JOIN dim_currency USING (currency)
  JOIN dim_geography USING (country)
  LEFT JOIN dim_customer AS c
    ON c.natural_key = o.customer_id::text
   AND o.placed_at >= c.valid_from AND o.placed_at < c.valid_to
  LEFT JOIN (SELECT order_id, count(*) AS lines, sum(quantity) AS units, sum(tax_minor) AS tax,
                    sum(discount_minor - etl.tax_within(discount_minor, tax_basis_points)) AS discount_net
               FROM stg.order_lines GROUP BY order_id) AS l USING (order_id)
  LEFT JOIN (SELECT order_id, sum(amount_minor) FILTER (WHERE kind IN ('captured', 'late_captured'))
                        AS paid,
                    coalesce(sum(amount_minor) FILTER (WHERE kind = 'refunded'), 0)
                  - coalesce(sum(amount_minor) FILTER (WHERE kind = 'refund_failed'), 0) AS refunded
               FROM stg.payments GROUP BY order_id) AS p USING (order_id);
