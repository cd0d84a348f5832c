DELETE FROM fact_payment AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: payments
INSERT INTO fact_payment
SELECT p.order_id, p.payment_id, etl.date_key(p.at), currency_key, coalesce(p.method, ''), p.kind,
       CASE WHEN p.kind IN ('refunded', 'disputed') THEN -p.amount_minor ELSE p.amount_minor END
  FROM stg.payments AS p JOIN dim_currency USING (currency)
 WHERE p.kind IN ('captured', 'late_captured', 'refunded', 'refund_failed',
                  'disputed', 'dispute_reinstated');

INSERT INTO stg.dropped
SELECT 'payments', 'no_money_moved', count(*) FROM stg.payments
 WHERE kind NOT IN ('captured', 'late_captured', 'refunded', 'refund_failed',
                  'disputed', 'dispute_reinstated');
