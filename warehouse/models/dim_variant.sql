-- Type 2 on price, cost, category, options and being sold; names are corrected in place (type 1).
CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS
SELECT v.variant_id::text AS natural_key, v.sku, v.product, v.product_name, v.category, v.options,
       p.amount_minor AS list_price_minor, v.cost_minor, v.is_sold,
       md5(concat_ws('|', v.sku, v.product, v.category, v.options, v.is_sold,
                     coalesce(p.amount_minor, -1), coalesce(v.cost_minor, -1))) AS hash
  FROM stg.variants AS v
  LEFT JOIN stg.prices AS p
    ON p.variant_id = v.variant_id AND p.currency = current_setting('etl.currency');
ANALYZE incoming;

UPDATE dim_variant AS d SET product_name = i.product_name
  FROM incoming AS i
 WHERE d.natural_key = i.natural_key AND d.product_name <> i.product_name AND NOT d.inferred;

-- The days of sales whose category is known only now.
INSERT INTO stg.touched_day
SELECT DISTINCT f.date_key FROM fact_order_line AS f
  JOIN dim_variant AS d USING (variant_key) JOIN incoming AS i USING (natural_key)
 WHERE d.is_current AND d.inferred;

UPDATE dim_variant AS d
   SET sku = i.sku, product = i.product, product_name = i.product_name, category = i.category,
       options = i.options, list_price_minor = i.list_price_minor, cost_minor = i.cost_minor,
       is_sold = i.is_sold, is_article = true, inferred = false, named_at = NULL, hash = i.hash
  FROM incoming AS i
 WHERE d.natural_key = i.natural_key AND d.is_current AND d.inferred;

INSERT INTO stg.variant_change
SELECT i.natural_key, d.natural_key IS NULL, current_setting('etl.as_of')::timestamptz
  FROM incoming AS i
  LEFT JOIN dim_variant AS d ON d.natural_key = i.natural_key AND d.is_current
 WHERE d.natural_key IS NULL OR d.hash <> i.hash;

INSERT INTO stg.dropped
SELECT 'variants', 'unchanged_version',
       (SELECT count(*) FROM incoming) - (SELECT count(*) FROM stg.variant_change);

UPDATE dim_variant AS d SET valid_to = c.changed_at, is_current = false
  FROM stg.variant_change AS c
 WHERE d.natural_key = c.natural_key AND d.is_current;

-- loads: variants
INSERT INTO dim_variant (natural_key, sku, product, product_name, category, options,
                         list_price_minor, cost_minor, is_sold, hash, valid_from, valid_to,
                         is_current)
SELECT i.natural_key, i.sku, i.product, i.product_name, i.category, i.options, i.list_price_minor,
       i.cost_minor, i.is_sold, i.hash,
       CASE WHEN c.is_new THEN '-infinity' ELSE c.changed_at END, 'infinity', true
  FROM incoming AS i JOIN stg.variant_change AS c USING (natural_key)
 ORDER BY i.natural_key;

-- Gone from the catalog: no longer sold, and nothing else is known to have changed.
UPDATE dim_variant AS d SET is_sold = false, hash = 'gone'
 WHERE d.is_current AND d.variant_key > 0 AND NOT d.inferred AND d.hash <> 'gone'
   AND NOT EXISTS (SELECT FROM incoming AS i WHERE i.natural_key = d.natural_key);

-- Codes of imported channels, and variants that only a line remembers: named as seen last.
CREATE TEMPORARY TABLE seen ON COMMIT DROP AS
SELECT DISTINCT ON (natural_key) natural_key, sku, name, at, is_article
  FROM (SELECT coalesce(l.variant_id::text, o.channel || '/' || upper(l.sku)) AS natural_key,
               l.sku, l.name, o.placed_at AS at, o.order_id AS id, l.line,
               l.service = '' AS is_article
          FROM stg.order_lines AS l JOIN stg.orders AS o USING (order_id)
         UNION ALL
        SELECT coalesce(l.variant_id::text, r.channel || '/' || upper(l.sku)),
               l.sku, l.name, r.returned_at, r.return_id, l.line,
               l.reason NOT LIKE 'service\_%'
          FROM stg.return_lines AS l JOIN stg.returns AS r USING (return_id)) AS lines
 ORDER BY natural_key, at DESC, id DESC, line DESC;

INSERT INTO stg.touched_day
SELECT DISTINCT f.date_key FROM fact_order_line AS f
  JOIN dim_variant AS d USING (variant_key) JOIN seen AS s USING (natural_key)
 WHERE d.inferred AND s.at >= d.named_at AND d.is_article <> s.is_article;

UPDATE dim_variant AS d SET product_name = s.name, sku = s.sku, named_at = s.at, is_article = s.is_article
  FROM seen AS s
 WHERE d.natural_key = s.natural_key AND d.inferred AND s.at >= d.named_at
   AND (d.product_name, d.sku, d.named_at, d.is_article)
       IS DISTINCT FROM (s.name, s.sku, s.at, s.is_article);

INSERT INTO dim_variant (natural_key, sku, product, product_name, category, options, is_sold,
                         is_article, inferred, named_at, hash, valid_from, valid_to, is_current)
SELECT s.natural_key, s.sku, '', s.name, '', '{}', false, s.is_article, true,
       s.at, '', '-infinity', 'infinity',
       true
  FROM seen AS s
 WHERE NOT EXISTS (SELECT FROM dim_variant AS d WHERE d.natural_key = s.natural_key)
 ORDER BY s.natural_key;

DROP TABLE incoming, seen;
