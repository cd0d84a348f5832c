DELETE FROM fact_return_line AS f USING stg.touched AS t
 WHERE t.entity = 'return' AND f.return_id = t.key::uuid;

-- loads: return_lines
INSERT INTO fact_return_line
SELECT l.return_id, l.line, r.number, r.order_id, etl.date_key(r.returned_at), c.channel_key, currency_key,
       geography_key, coalesce(p.customer_key, 0), v.variant_key, r.kind, l.reason, l.quantity,
       l.unit_milli, l.total_minor, l.total_minor * 1000 - l.unit_milli * l.quantity,
       etl.tax_within(l.total_minor, l.tax_basis_points)
  FROM stg.return_lines AS l
  JOIN stg.returns AS r USING (return_id)
  JOIN dim_channel AS c USING (channel)
  JOIN dim_currency USING (currency)
  JOIN dim_geography USING (country)
  LEFT JOIN dim_customer AS p
    ON p.natural_key = r.customer_id::text
   AND r.returned_at >= p.valid_from AND r.returned_at < p.valid_to
  JOIN dim_variant AS v
    ON v.natural_key = coalesce(l.variant_id::text, r.channel || '/' || upper(l.sku))
   AND r.returned_at >= v.valid_from AND r.returned_at < v.valid_to;
