-- check: the lines of a return sum to its amount
SELECT r.return_id, r.total_minor, l.amount FROM stg.returns AS r
  LEFT JOIN (SELECT return_id, sum(amount_minor) AS amount FROM fact_return_line
              GROUP BY return_id) AS l USING (return_id)
 WHERE r.total_minor <> coalesce(l.amount, 0);
