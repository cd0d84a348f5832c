DELETE FROM fact_return_line AS f USING stg.touched AS t
 WHERE t.entity = 'return' AND f.return_id = t.key::uuid;

-- loads: return_lines
INSERT INTO fact_return_line
SELECT l.return_id, l.line, r.number, r.order_id, etl.date_key(r.returned_at), c.channel_key, currency_key,
       geography_key, coalesce(p.customer_key, 0), v.variant_key, r.kind, l.reason,
       CASE WHEN coalesce(l.received, 0) = 0 THEN '' WHEN l.resellable = l.received THEN 'resellable'
            WHEN l.resellable = 0 THEN 'damaged' ELSE 'mixed' END,
       coalesce(l.resellable, 0), l.quantity, l.unit_milli, l.total_minor,
       etl.tax_within(l.total_minor, l.tax_basis_points),
       l.total_minor * 1000 - l.unit_milli * l.quantity, NULL, NULL, r.returned_at
  FROM stg.return_lines AS l
  JOIN stg.returns AS r USING (return_id)
  JOIN dim_channel AS c USING (channel)
  JOIN dim_currency USING (currency)
  JOIN dim_geography AS g ON g.country = r.country AND g.region = ''
  LEFT JOIN dim_customer AS p
    ON p.natural_key = r.customer_id::text
   AND r.returned_at >= p.valid_from AND r.returned_at < p.valid_to
  JOIN dim_variant AS v
    ON v.natural_key = coalesce(l.variant_id::text, r.channel || '/' || upper(l.sku))
   AND r.returned_at >= v.valid_from AND r.returned_at < v.valid_to
 WHERE NOT l.is_gift_card;

INSERT INTO stg.dropped
SELECT 'return_lines', 'gift_card_is_no_sale', count(*) FROM stg.return_lines WHERE is_gift_card;
