-- Days on which something stands now that was read in this run.
INSERT INTO stg.touched_day
SELECT etl.date_key(placed_at) FROM stg.orders
UNION
SELECT etl.date_key(returned_at) FROM stg.returns
UNION
SELECT etl.date_key(at) FROM stg.payments
UNION
SELECT etl.date_key(at) FROM stg.payment_attempts
UNION
SELECT etl.date_key(at) FROM stg.credit_entries
UNION
SELECT etl.date_key(at) FROM stg.stock_movements;

-- Few or many: by this the aggregates look up their days, or read everything once.
ANALYZE stg.touched_day;
