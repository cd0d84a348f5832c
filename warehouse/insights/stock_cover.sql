-- What lies in the shop's shelves, how fast it leaves, and what does not leave at all.
TRUNCATE insights.stock_cover;

INSERT INTO insights.stock_cover
WITH today AS (SELECT current_setting('insights.through')::date AS day),
moved AS (
    SELECT v.natural_key, sum(m.quantity)::bigint AS on_hand, min(d.day) AS first_seen
      FROM dw.fact_stock_movement AS m
      JOIN dw.dim_variant AS v ON v.variant_key = m.variant_key
      JOIN dw.dim_date AS d ON d.date_key = m.date_key
     WHERE m.variant_key > 0
     GROUP BY v.natural_key),
daily AS (
    SELECT v.natural_key, d.day, sum(l.quantity) AS units
      FROM dw.fact_order_line AS l
      JOIN dw.dim_variant AS v ON v.variant_key = l.variant_key AND v.is_article AND NOT v.inferred
      JOIN dw.dim_date AS d ON d.date_key = l.date_key
     WHERE l.variant_key > 0 AND d.day <= (SELECT day FROM today)
     GROUP BY v.natural_key, d.day),
sold AS (
    SELECT natural_key, min(day) AS first_sold, max(day) AS last_sold,
           coalesce(sum(units) FILTER (WHERE day > t.today - 28), 0)::bigint AS units_28,
           coalesce(sum(units) FILTER (WHERE day > t.today - 90), 0)::bigint AS units_90,
           coalesce(sum(units) FILTER (WHERE day > t.today - 365), 0)::bigint AS units_365,
           coalesce(sum(units * units) FILTER (WHERE day > t.today - 90), 0)::numeric AS squares
      FROM daily CROSS JOIN (SELECT day AS today FROM today) AS t
     GROUP BY natural_key),
item AS (
    SELECT v.natural_key, v.sku, v.product_name, v.category, v.cost_minor,
           coalesce(m.on_hand, 0) AS on_hand, least(m.first_seen, s.first_sold) AS first_seen,
           s.last_sold, coalesce(s.units_28, 0) AS units_28, coalesce(s.units_90, 0) AS units_90,
           coalesce(s.units_365, 0) AS units_365, coalesce(s.squares, 0) AS squares,
           least(90, greatest(1, (SELECT day FROM today)
                                 - coalesce(least(m.first_seen, s.first_sold), (SELECT day FROM today))
                                 + 1))::numeric AS days
      FROM dw.dim_variant AS v
      LEFT JOIN moved AS m ON m.natural_key = v.natural_key
      LEFT JOIN sold AS s ON s.natural_key = v.natural_key
     WHERE v.is_current AND v.variant_key > 0 AND NOT v.inferred AND v.is_article)
SELECT natural_key, sku, product_name, category, on_hand, on_hand * cost_minor, cost_minor,
       units_28, units_90, units_365, units_90 / days,
       sqrt(greatest(squares / days - (units_90 / days) * (units_90 / days), 0)),
       first_seen, last_sold,
       CASE WHEN on_hand > 0 OR units_90 > 0
            THEN units_90 / nullif(units_90 + greatest(on_hand, 0), 0)::numeric END,
       CASE WHEN first_seen IS NULL THEN 'none'
            WHEN on_hand <= 0 THEN 'out'
            WHEN first_seen > (SELECT day FROM today) - 60 AND units_90 = 0 THEN 'new'
            WHEN last_sold IS NULL OR last_sold <= (SELECT day FROM today) - 180 THEN 'dead'
            WHEN on_hand > units_90 * 2 THEN 'slow'
            ELSE 'selling' END
  FROM item;
