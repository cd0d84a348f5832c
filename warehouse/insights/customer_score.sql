-- Recency, frequency, money in fifths. Ties are broken by what the other two say and at last by the
-- key, so that the same sales always give the same scores.
TRUNCATE insights.customer_score;

INSERT INTO insights.customer_score
WITH bought AS (
    SELECT c.natural_key, u.currency, o.order_id, d.day, o.items_minor - o.discount_minor AS spent
      FROM dw.fact_order AS o
      JOIN dw.dim_customer AS c ON c.customer_key = o.customer_key
      JOIN dw.dim_currency AS u ON u.currency_key = o.currency_key
      JOIN dw.dim_date AS d ON d.date_key = o.placed_date_key
     WHERE o.is_sale AND o.customer_key > 0 AND c.hash <> 'erased'
       AND d.day <= current_setting('insights.through')::date),
per_currency AS (
    SELECT natural_key, currency, count(*) AS orders, sum(spent) AS spent
      FROM bought GROUP BY natural_key, currency),
main AS (
    SELECT DISTINCT ON (natural_key) natural_key, currency, greatest(spent, 0)::bigint AS spent
      FROM per_currency ORDER BY natural_key, orders DESC, spent DESC, currency),
days AS (
    SELECT natural_key, count(*)::integer AS orders, min(day) AS first_day, max(day) AS last_day
      FROM bought GROUP BY natural_key),
scored AS (
    SELECT natural_key, orders, first_day, last_day, currency, spent,
           current_setting('insights.through')::date - last_day AS recency_days,
           CASE WHEN orders > 1 THEN (last_day - first_day)::numeric / (orders - 1) END AS gap_days,
           ntile(5) OVER (ORDER BY last_day, orders, spent, natural_key) AS r,
           ntile(5) OVER (ORDER BY orders, spent, last_day, natural_key) AS f,
           ntile(5) OVER (PARTITION BY currency ORDER BY spent, orders, last_day, natural_key) AS m
      FROM days JOIN main USING (natural_key))
SELECT natural_key, orders, first_day, last_day, recency_days, gap_days, currency, spent, r, f, m,
       CASE WHEN r >= 4 AND f >= 4 THEN 'champions'
            WHEN r >= 4 AND f >= 2 THEN 'potential'
            WHEN r = 5 THEN 'new'
            WHEN r = 4 THEN 'promising'
            WHEN r = 3 AND f >= 4 THEN 'loyal'
            WHEN r = 3 AND f = 3 THEN 'attention'
            WHEN r = 3 THEN 'fading'
            WHEN f = 5 THEN 'cannot_lose'
            WHEN f >= 3 THEN 'at_risk'
            WHEN r = 2 THEN 'hibernating'
            ELSE 'lost' END,
       orders >= 3 AND gap_days >= 1 AND recency_days > 2 * gap_days
  FROM scored;
