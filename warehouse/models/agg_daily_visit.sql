-- A customer's order changes the day before of their next one: theirs are taken away as they were, which the run wrote
-- down before it changed anything, and added as they are.
CREATE TEMPORARY TABLE visit ON COMMIT DROP AS
SELECT date_key, before_date_key, currency_key, sum(customers) AS customers
  FROM (SELECT date_key, before_date_key, currency_key, customers FROM stg.visit_change
         UNION ALL
        SELECT date_key, coalesce(lag(date_key) OVER (PARTITION BY natural_key, currency_key
                                                      ORDER BY date_key), 0), currency_key, 1
          FROM (SELECT DISTINCT t.natural_key, o.currency_key, o.placed_date_key AS date_key
                  FROM (SELECT DISTINCT natural_key FROM stg.touched_customer) AS t
                  JOIN dim_customer AS c USING (natural_key)
                  JOIN fact_order AS o ON o.customer_key = c.customer_key AND o.customer_key > 0
                 WHERE o.is_sale) AS days) AS visits
 GROUP BY 1, 2, 3 HAVING sum(customers) <> 0;
ANALYZE visit;

UPDATE agg_daily_visit AS a SET customers = a.customers + v.customers
  FROM visit AS v
 WHERE a.date_key = v.date_key AND a.before_date_key = v.before_date_key
   AND a.currency_key = v.currency_key;

INSERT INTO agg_daily_visit
SELECT date_key, before_date_key, currency_key, customers FROM visit AS v
 WHERE NOT EXISTS (SELECT FROM agg_daily_visit AS a
                    WHERE a.date_key = v.date_key AND a.before_date_key = v.before_date_key
                      AND a.currency_key = v.currency_key)
 ORDER BY 1;

DELETE FROM agg_daily_visit WHERE customers = 0;

DROP TABLE visit;
