-- What a return takes from the sale that it is of: where that went; and the rate of its own day.
CREATE TEMPORARY TABLE given_back ON COMMIT DROP AS
SELECT r.return_id, r.line, coalesce(o.geography_key, r.geography_key) AS geography_key,
       etl.base(r.amount_minor, x.to_base) AS amount, etl.base(r.tax_minor, x.to_base) AS tax
  FROM fact_return_line AS r
  JOIN dim_currency AS u USING (currency_key)
  LEFT JOIN fact_order AS o ON o.order_id = r.order_id
  LEFT JOIN dim_exchange_rate AS x
    ON x.currency = u.currency AND r.returned_at >= x.valid_from AND r.returned_at < x.valid_to
 WHERE r.return_id IN (SELECT return_id FROM stg.returns)
    OR r.order_id IN (SELECT order_id FROM stg.orders)
    OR u.currency IN (SELECT currency FROM stg.rate_change);

INSERT INTO stg.touched_day
SELECT DISTINCT r.date_key FROM fact_return_line AS r JOIN given_back AS g USING (return_id, line)
 WHERE (r.geography_key, r.base_amount_minor) IS DISTINCT FROM (g.geography_key, g.amount);

UPDATE fact_return_line AS r
   SET geography_key = g.geography_key, base_amount_minor = g.amount, base_tax_minor = g.tax
  FROM given_back AS g
 WHERE g.return_id = r.return_id AND g.line = r.line
   AND (r.geography_key, r.base_amount_minor, r.base_tax_minor)
       IS DISTINCT FROM (g.geography_key, g.amount, g.tax);

DROP TABLE given_back;
