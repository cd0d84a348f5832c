-- check: the lines of a return sum to its amount
SELECT r.return_id, r.total_minor, l.amount FROM stg.returns AS r
  LEFT JOIN (SELECT return_id, sum(amount_minor) AS amount FROM fact_return_line
              GROUP BY return_id) AS l USING (return_id)
  LEFT JOIN (SELECT return_id, sum(total_minor) AS amount FROM stg.return_lines WHERE is_gift_card
              GROUP BY return_id) AS c USING (return_id)
 WHERE r.total_minor <> coalesce(l.amount, 0) + coalesce(c.amount, 0);

-- check: no more comes back into the stock than came back
SELECT return_id, line, restocked, quantity FROM fact_return_line JOIN stg.returns USING (return_id)
 WHERE restocked > abs(quantity) AND condition = '';
