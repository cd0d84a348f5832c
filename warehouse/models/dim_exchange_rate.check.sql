-- check: rates of a currency follow each other without gap or overlap
SELECT currency, valid_from, valid_to, next_from
  FROM (SELECT currency, valid_from, valid_to,
               lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from) AS next_from
          FROM dim_exchange_rate) AS versions
 WHERE next_from <> valid_to OR (next_from IS NULL AND valid_to <> 'infinity');
