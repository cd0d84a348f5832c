-- Type 2 on language, country, segment and consent. No name, address or mail ever comes this far.
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
SELECT customer_id::text AS natural_key, language, country, segment, marketing_consent, created_at,
       md5(concat_ws('|', language, country, segment, marketing_consent)) AS hash
  FROM stg.customers;
ANALYZE incoming;

-- Erased in the shop: every version loses what it knew, the facts keep their key.
UPDATE dim_customer AS d
   SET language = '', country = '', segment = 'erased', marketing_consent = false,
       customer_since = NULL, hash = 'erased'
  FROM stg.touched AS t
 WHERE t.entity = 'customer' AND t.key = d.natural_key AND d.customer_key > 0
   AND d.hash <> 'erased' AND NOT d.inferred
   AND NOT EXISTS (SELECT FROM incoming AS i WHERE i.natural_key = d.natural_key);

-- Known from an order before: completed in place, because that order meant this customer.
UPDATE dim_customer AS d
   SET language = i.language, country = i.country, segment = i.segment,
       marketing_consent = i.marketing_consent, customer_since = i.created_at,
       inferred = false, hash = i.hash
  FROM incoming AS i
 WHERE d.natural_key = i.natural_key AND d.is_current AND d.inferred;

INSERT INTO stg.customer_change
SELECT i.natural_key, d.natural_key IS NULL
  FROM incoming AS i
  LEFT JOIN dim_customer AS d ON d.natural_key = i.natural_key AND d.is_current
 WHERE d.natural_key IS NULL OR d.hash <> i.hash;

INSERT INTO stg.dropped
SELECT 'customers', 'unchanged_version',
       (SELECT count(*) FROM incoming) - (SELECT count(*) FROM stg.customer_change);

UPDATE dim_customer AS d
   SET valid_to = current_setting('etl.as_of')::timestamptz, is_current = false
  FROM stg.customer_change AS c
 WHERE d.natural_key = c.natural_key AND d.is_current;

-- loads: customers
INSERT INTO dim_customer (natural_key, language, country, segment, marketing_consent,
                          customer_since, hash, valid_from, valid_to, is_current)
SELECT i.natural_key, i.language, i.country, i.segment, i.marketing_consent, i.created_at, i.hash,
       CASE WHEN c.is_new THEN '-infinity' ELSE current_setting('etl.as_of')::timestamptz END,
       'infinity', true
  FROM incoming AS i JOIN stg.customer_change AS c USING (natural_key)
 ORDER BY i.natural_key;

-- A fact may come before its customer, or after the customer is gone.
INSERT INTO dim_customer (natural_key, language, country, segment, marketing_consent, inferred,
                          hash, valid_from, valid_to, is_current)
SELECT DISTINCT customer_id::text, '', '', 'unknown', false, true, '', '-infinity'::timestamptz,
       'infinity'::timestamptz, true
  FROM (SELECT customer_id FROM stg.orders UNION SELECT customer_id FROM stg.returns) AS seen
 WHERE customer_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM dim_customer AS d WHERE d.natural_key = customer_id::text);

UPDATE dim_customer AS d
   SET person_key = (SELECT min(f.customer_key) FROM dim_customer AS f
                      WHERE f.natural_key = d.natural_key)
 WHERE d.person_key IS NULL;

DROP TABLE incoming;
