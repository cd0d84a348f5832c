-- check: the customers of each touched day came back from somewhere
SELECT d.date_key, v.customers, o.customers
  FROM (SELECT DISTINCT date_key FROM stg.touched_day) AS d
  LEFT JOIN (SELECT date_key, sum(customers) AS customers FROM agg_daily_visit
              WHERE date_key IN (SELECT date_key FROM stg.touched_day) GROUP BY 1) AS v USING (date_key)
  LEFT JOIN (SELECT placed_date_key AS date_key, count(DISTINCT (c.natural_key, o.currency_key)) AS customers
               FROM fact_order AS o JOIN dim_customer AS c USING (customer_key)
              WHERE o.is_sale AND o.customer_key > 0
                AND placed_date_key IN (SELECT date_key FROM stg.touched_day) GROUP BY 1) AS o USING (date_key)
 WHERE coalesce(v.customers, 0) <> coalesce(o.customers, 0);
