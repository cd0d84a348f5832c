-- check: what an account owes is the sum of its entries
-- Its balance is the account's own: the newest of its entries is not the last one where a clock went back.
SELECT account_id, f.amount, e.balance_minor
  FROM (SELECT account_id, sum(amount_minor) AS amount FROM fact_credit GROUP BY account_id) AS f
  JOIN (SELECT DISTINCT account_id, balance_minor FROM stg.credit_entries) AS e USING (account_id)
 WHERE f.amount <> e.balance_minor;
