-- check: versions of a variant follow each other without gap or overlap
SELECT natural_key, valid_from, valid_to, next_from
  FROM (SELECT natural_key, valid_from, valid_to,
               lead(valid_from) OVER (PARTITION BY natural_key ORDER BY valid_from) AS next_from
          FROM dim_variant) AS versions
 WHERE next_from <> valid_to OR (next_from IS NULL AND valid_to <> 'infinity');

-- check: every variant begins at the beginning, so that old sales find it
SELECT natural_key, min(valid_from) FROM dim_variant
 GROUP BY natural_key HAVING min(valid_from) <> '-infinity';
