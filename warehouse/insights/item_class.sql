-- A: the articles that bring the first 80 % of the revenue, B: up to 95 %, C: the rest.
-- X, Y, Z: by the variation of weekly units, with the weeks in which nothing was sold.
TRUNCATE insights.item_class;

INSERT INTO insights.item_class
WITH sold AS (
    SELECT u.currency, v.natural_key, d.day, l.quantity, l.gross_minor,
           (current_setting('insights.through')::date - d.day) / 7 AS week
      FROM dw.fact_order_line AS l
      JOIN dw.dim_variant AS v ON v.variant_key = l.variant_key AND v.is_article AND v.variant_key > 0
      JOIN dw.dim_currency AS u ON u.currency_key = l.currency_key
      JOIN dw.dim_date AS d ON d.date_key = l.date_key
     WHERE d.day > current_setting('insights.through')::date
                   - 7 * current_setting('insights.weeks')::integer
       AND d.day <= current_setting('insights.through')::date),
weekly AS (
    SELECT currency, natural_key, week, sum(quantity) AS units, sum(gross_minor) AS revenue
      FROM sold GROUP BY currency, natural_key, week),
item AS (
    SELECT currency, natural_key, sum(units)::bigint AS units, sum(revenue)::bigint AS revenue,
           count(*)::integer AS weeks_sold,
           sum(units * units)::numeric / current_setting('insights.weeks')::integer AS mean_square,
           sum(units)::numeric / current_setting('insights.weeks')::integer AS mean
      FROM weekly GROUP BY currency, natural_key
    HAVING sum(revenue) > 0 AND sum(units) > 0),
ranked AS (
    SELECT *, revenue / sum(revenue) OVER (PARTITION BY currency) AS share,
           sum(revenue) OVER (PARTITION BY currency ORDER BY revenue DESC, natural_key)
             / sum(revenue) OVER (PARTITION BY currency) AS cumulative,
           sqrt(greatest(mean_square - mean * mean, 0)) / mean AS cv
      FROM item)
SELECT i.currency, i.natural_key, v.sku, v.product_name, v.category, i.revenue, i.units, i.weeks_sold,
       i.share, i.cumulative,
       CASE WHEN i.cumulative - i.share < 0.80 THEN 'A'
            WHEN i.cumulative - i.share < 0.95 THEN 'B' ELSE 'C' END,
       i.cv, CASE WHEN i.cv <= 0.5 THEN 'X' WHEN i.cv <= 1.0 THEN 'Y' ELSE 'Z' END
  FROM ranked AS i JOIN dw.dim_variant AS v ON v.natural_key = i.natural_key AND v.is_current;
