DELETE FROM fact_credit AS f USING stg.touched AS t
 WHERE t.entity = 'credit' AND f.account_id = t.key::uuid;

-- loads: credit_entries
INSERT INTO fact_credit
SELECT e.account_id, e.entry_id, etl.date_key(e.at), currency_key, e.account_kind, e.kind,
       e.amount_minor
  FROM stg.credit_entries AS e JOIN dim_currency USING (currency);
