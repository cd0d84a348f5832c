-- From one state to the next is a difference, and the sum of differences is what stands there: days
-- before the first that changed stay.
DELETE FROM agg_stock_daily AS a USING stg.stock_change AS c
 WHERE a.location = c.location AND a.date_key >= c.since;

CREATE TEMPORARY TABLE steps ON COMMIT DROP AS
WITH rows AS (
    SELECT s.variant_id, s.location, s.date_key, s.on_hand, s.value_minor,
           lag(s.on_hand) OVER w AS was_on_hand, lag(s.value_minor) OVER w AS was_value,
           row_number() OVER w = 1 AS is_first
      FROM fact_stock_daily AS s JOIN stg.stock_change AS c USING (location)
     WHERE s.date_key >= c.since
    WINDOW w AS (PARTITION BY s.variant_id, s.location ORDER BY s.date_key))
SELECT r.location, r.date_key, r.on_hand, r.value_minor,
       CASE WHEN r.is_first THEN b.on_hand ELSE r.was_on_hand END AS was_on_hand,
       CASE WHEN r.is_first THEN b.value_minor ELSE r.was_value END AS was_value
  FROM rows AS r
  LEFT JOIN LATERAL (
       SELECT p.on_hand, p.value_minor FROM fact_stock_daily AS p
        WHERE r.is_first AND p.variant_id = r.variant_id AND p.location = r.location
          AND p.date_key < r.date_key
        ORDER BY p.date_key DESC LIMIT 1) AS b ON true;

UPDATE agg_stock_daily AS a
   SET until_date_key = coalesce((SELECT min(date_key) FROM steps AS s WHERE s.location = a.location),
                                 99999999)
  FROM stg.stock_change AS c
 WHERE a.location = c.location AND a.until_date_key >= c.since;

INSERT INTO agg_stock_daily
WITH days AS (
    SELECT location, date_key, sum(on_hand - coalesce(was_on_hand, 0)) AS on_hand,
           sum(coalesce(value_minor, 0) - coalesce(was_value, 0)) AS value,
           sum((on_hand > 0)::integer - coalesce((was_on_hand > 0)::integer, 0)) AS variants,
           sum((on_hand <= 0)::integer - coalesce((was_on_hand <= 0)::integer, 0)) AS empty,
           sum((on_hand > 0 AND value_minor IS NULL)::integer
               - coalesce((was_on_hand > 0 AND was_value IS NULL)::integer, 0)) AS unknown
      FROM steps GROUP BY 1, 2),
before AS (
    SELECT DISTINCT ON (location) location, on_hand, value_minor, variants, out_of_stock, without_cost
      FROM agg_stock_daily WHERE location IN (SELECT location FROM stg.stock_change)
     ORDER BY location, date_key DESC)
SELECT d.date_key, coalesce(lead(d.date_key) OVER w, 99999999), d.location,
       coalesce(b.on_hand, 0) + sum(d.on_hand) OVER w, coalesce(b.value_minor, 0) + sum(d.value) OVER w,
       coalesce(b.variants, 0) + sum(d.variants) OVER w,
       coalesce(b.out_of_stock, 0) + sum(d.empty) OVER w,
       coalesce(b.without_cost, 0) + sum(d.unknown) OVER w
  FROM days AS d LEFT JOIN before AS b USING (location)
WINDOW w AS (PARTITION BY d.location ORDER BY d.date_key);

DROP TABLE steps;
