-- From the first day that changed: rows before it stay, but for the end of the last one.
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
SELECT variant_id, min(date_key) AS since
  FROM (SELECT variant_id, etl.date_key(at) AS date_key FROM stg.stock_movements
         UNION ALL
        SELECT variant_id, date_key FROM stg.touched_stock
         UNION ALL
        -- Another cost is another value, from the day on which it is known.
        SELECT c.natural_key::uuid, etl.date_key(c.changed_at)
          FROM stg.variant_change AS c
         WHERE NOT c.is_new AND EXISTS (SELECT FROM fact_stock_movement AS m
                                         WHERE m.variant_id = c.natural_key::uuid)) AS days
 GROUP BY variant_id;

INSERT INTO stg.stock_change
SELECT location, min(since)
  FROM (SELECT s.location, c.since FROM fact_stock_daily AS s JOIN changed AS c USING (variant_id)
         UNION
        SELECT m.location, c.since FROM fact_stock_movement AS m JOIN changed AS c USING (variant_id))
       AS seen
 GROUP BY location;

DELETE FROM fact_stock_daily AS s USING changed AS c
 WHERE s.variant_id = c.variant_id AND s.date_key >= c.since;

CREATE TEMPORARY TABLE states ON COMMIT DROP AS
WITH opening AS (
    SELECT DISTINCT ON (s.variant_id, s.location) s.variant_id, s.location, s.on_hand
      FROM fact_stock_daily AS s JOIN changed USING (variant_id)
     ORDER BY s.variant_id, s.location, s.date_key DESC),
moved AS (
    SELECT m.variant_id, m.location, m.date_key, m.moved_at, m.movement_id, m.kind, m.quantity,
           coalesce(o.on_hand, 0) + sum(m.quantity) OVER (
               PARTITION BY m.variant_id, m.location ORDER BY m.moved_at, m.movement_id) AS after,
           lead(m.moved_at) OVER (
               PARTITION BY m.variant_id, m.location, m.date_key ORDER BY m.moved_at, m.movement_id)
               AS next_at
      FROM fact_stock_movement AS m
      JOIN changed AS c ON c.variant_id = m.variant_id AND m.date_key >= c.since
      LEFT JOIN opening AS o ON o.variant_id = m.variant_id AND o.location = m.location),
days AS (
    SELECT variant_id, location, date_key, min(moved_at) AS first_at,
           sum(quantity) FILTER (WHERE kind = 'receipt') AS received,
           -sum(quantity) FILTER (WHERE kind = 'sale') AS sold,
           sum(quantity) FILTER (WHERE kind NOT IN ('receipt', 'sale')) AS other,
           (array_agg(after ORDER BY moved_at DESC, movement_id DESC))[1] AS on_hand,
           (array_agg(after - quantity ORDER BY moved_at, movement_id))[1] AS before,
           coalesce(sum(extract(epoch FROM coalesce(next_at, etl.day_end(date_key)) - moved_at))
                      FILTER (WHERE after <= 0), 0) AS empty_s
      FROM moved GROUP BY 1, 2, 3),
-- A new cost begins a row as a movement does.
costs AS (
    SELECT l.variant_id, l.location, etl.date_key(v.valid_from) AS date_key
      FROM (SELECT variant_id, location FROM opening
             UNION SELECT variant_id, location FROM moved) AS l
      JOIN changed AS c USING (variant_id)
      JOIN dim_variant AS v ON v.natural_key = l.variant_id::text AND v.valid_from > '-infinity'
      JOIN dim_variant AS b ON b.natural_key = v.natural_key AND b.valid_to = v.valid_from
     WHERE etl.date_key(v.valid_from) >= c.since AND v.cost_minor IS DISTINCT FROM b.cost_minor),
every AS (
    SELECT variant_id, location, date_key FROM days UNION SELECT * FROM costs)
SELECT e.variant_id, e.location, e.date_key, coalesce(d.received, 0) AS received,
       coalesce(d.sold, 0) AS sold, coalesce(d.other, 0) AS other,
       coalesce(d.on_hand, p.on_hand, o.on_hand) AS on_hand,
       CASE WHEN d.date_key IS NULL
            THEN CASE WHEN coalesce(p.on_hand, o.on_hand) <= 0
                      THEN extract(epoch FROM etl.day_end(e.date_key) - etl.day_start(e.date_key)) ELSE 0 END
            -- Nothing was there before the very first movement: that is no lack of it.
            ELSE d.empty_s + CASE WHEN d.before <= 0 AND (p.on_hand IS NOT NULL OR o.on_hand IS NOT NULL)
                                  THEN extract(epoch FROM d.first_at - etl.day_start(e.date_key)) ELSE 0 END
       END AS empty_s
  FROM every AS e
  LEFT JOIN days AS d USING (variant_id, location, date_key)
  LEFT JOIN opening AS o USING (variant_id, location)
  LEFT JOIN LATERAL (
       SELECT b.on_hand FROM days AS b
        WHERE b.variant_id = e.variant_id AND b.location = e.location AND b.date_key < e.date_key
        ORDER BY b.date_key DESC LIMIT 1) AS p ON true
 WHERE coalesce(d.on_hand, p.on_hand, o.on_hand) IS NOT NULL;

-- The last row before them ends where they begin; one that nothing follows any more is open again.
UPDATE fact_stock_daily AS s SET until_date_key = coalesce(n.date_key, 99999999)
  FROM (SELECT DISTINCT ON (variant_id, location) variant_id, location, date_key
          FROM fact_stock_daily WHERE variant_id IN (SELECT variant_id FROM changed)
         ORDER BY variant_id, location, date_key DESC) AS l
  LEFT JOIN (SELECT variant_id, location, min(date_key) AS date_key FROM states GROUP BY 1, 2) AS n
      USING (variant_id, location)
 WHERE s.variant_id = l.variant_id AND s.location = l.location AND s.date_key = l.date_key
   AND s.until_date_key <> coalesce(n.date_key, 99999999);

INSERT INTO fact_stock_daily
SELECT s.variant_id, s.location, s.date_key,
       coalesce(lead(s.date_key) OVER (PARTITION BY s.variant_id, s.location ORDER BY s.date_key),
                99999999),
       coalesce(v.variant_key, 0), s.received, s.sold, s.other, s.on_hand, v.cost_minor,
       v.cost_minor * s.on_hand, round(s.empty_s / 60)
  FROM states AS s
  LEFT JOIN dim_variant AS v
    ON v.natural_key = s.variant_id::text
   AND etl.day_end(s.date_key) > v.valid_from AND etl.day_end(s.date_key) <= v.valid_to;

DROP TABLE changed, states;
