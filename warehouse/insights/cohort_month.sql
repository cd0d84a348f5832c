-- Customers by the month of their first order, and who of them ordered how many months later.
TRUNCATE insights.cohort_month;

INSERT INTO insights.cohort_month
WITH bought AS (
    SELECT c.natural_key, u.currency, d.month_start,
           sum(o.items_minor - o.discount_minor) AS spent, count(*) AS orders
      FROM dw.fact_order AS o
      JOIN dw.dim_customer AS c ON c.customer_key = o.customer_key
      JOIN dw.dim_currency AS u ON u.currency_key = o.currency_key
      JOIN dw.dim_date AS d ON d.date_key = o.placed_date_key
     WHERE o.is_sale AND o.customer_key > 0
       AND d.day <= current_setting('insights.through')::date
     GROUP BY c.natural_key, u.currency, d.month_start),
began AS (SELECT natural_key, min(month_start) AS cohort FROM bought GROUP BY natural_key),
placed AS (
    SELECT cohort, natural_key, currency, spent, orders,
           (extract(year FROM age(month_start, cohort)) * 12
            + extract(month FROM age(month_start, cohort)))::smallint AS months
      FROM bought JOIN began USING (natural_key)),
money AS (
    SELECT cohort, months, jsonb_object_agg(currency, spent) AS spent
      FROM (SELECT cohort, months, currency, sum(spent)::bigint AS spent
              FROM placed GROUP BY cohort, months, currency) AS each
     GROUP BY cohort, months)
SELECT cohort, months, count(DISTINCT natural_key), sum(orders), money.spent
  FROM placed JOIN money USING (cohort, months)
 GROUP BY cohort, months, money.spent;
