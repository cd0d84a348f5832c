-- check: what an account owes is the sum of its entries
SELECT account_id, f.amount, e.balance_minor
  FROM (SELECT account_id, sum(amount_minor) AS amount FROM fact_credit GROUP BY account_id) AS f
  JOIN (SELECT DISTINCT ON (account_id) account_id, balance_minor FROM stg.credit_entries
         ORDER BY account_id, at DESC, entry_id DESC) AS e USING (account_id)
 WHERE f.amount <> e.balance_minor;
