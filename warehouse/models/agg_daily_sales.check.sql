-- check: the aggregate of the touched days is the sum of its facts
WITH days AS (SELECT DISTINCT date_key FROM stg.touched_day),
aggregated AS (
    SELECT currency_key, sum(orders) AS orders, sum(items_minor) AS items,
           sum(returned_minor + adjusted_minor) AS back
      FROM agg_daily_sales WHERE date_key IN (SELECT date_key FROM days) GROUP BY currency_key),
sold AS (
    SELECT currency_key, count(*) AS orders, sum(items_minor) AS items
      FROM fact_order WHERE is_sale AND placed_date_key IN (SELECT date_key FROM days)
     GROUP BY currency_key),
returned AS (
    SELECT currency_key, sum(amount_minor) AS back
      FROM fact_return_line WHERE date_key IN (SELECT date_key FROM days) GROUP BY currency_key)
SELECT currency_key, aggregated.orders, sold.orders, aggregated.items, sold.items,
       aggregated.back, returned.back
  FROM aggregated FULL JOIN sold USING (currency_key) FULL JOIN returned USING (currency_key)
 WHERE coalesce(aggregated.orders, 0) <> coalesce(sold.orders, 0)
    OR coalesce(aggregated.items, 0) <> coalesce(sold.items, 0)
    OR coalesce(aggregated.back, 0) <> coalesce(returned.back, 0);
