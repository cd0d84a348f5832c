DELETE FROM fact_payment AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: payments
INSERT INTO fact_payment
SELECT p.order_id, p.payment_id, etl.date_key(p.at), currency_key, coalesce(p.method, ''), p.kind,
       CASE WHEN p.kind IN ('refunded', 'disputed') THEN -p.amount_minor ELSE p.amount_minor END,
       etl.base(CASE WHEN p.kind IN ('refunded', 'disputed') THEN -p.amount_minor
                     ELSE p.amount_minor END, r.to_base), p.at
  FROM stg.payments AS p JOIN dim_currency USING (currency)
  LEFT JOIN dim_exchange_rate AS r
    ON r.currency = p.currency AND p.at >= r.valid_from AND p.at < r.valid_to
 WHERE p.kind IN ('captured', 'late_captured', 'refunded', 'refund_failed',
                  'disputed', 'dispute_reinstated');

INSERT INTO stg.dropped
SELECT 'payments', 'no_money_moved', count(*) FROM stg.payments
 WHERE kind NOT IN ('captured', 'late_captured', 'refunded', 'refund_failed',
                  'disputed', 'dispute_reinstated');

UPDATE fact_payment AS f SET base_amount_minor = etl.base(f.amount_minor, r.to_base)
  FROM dim_currency AS c JOIN stg.rate_change USING (currency)
  JOIN dim_exchange_rate AS r USING (currency)
 WHERE c.currency_key = f.currency_key AND f.paid_at >= r.valid_from AND f.paid_at < r.valid_to
   AND f.base_amount_minor IS DISTINCT FROM etl.base(f.amount_minor, r.to_base);
