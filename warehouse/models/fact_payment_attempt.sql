DELETE FROM fact_payment_attempt AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: payment_attempts
INSERT INTO fact_payment_attempt
SELECT a.order_id, a.attempt_id, etl.date_key(a.at), currency_key, a.method, a.status, a.amount_minor
  FROM stg.payment_attempts AS a JOIN dim_currency USING (currency)
 ORDER BY 3;
