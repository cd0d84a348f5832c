-- From the first day that changed: rows before it stay, but for the end of the last one.
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
SELECT variant_id, min(date_key) AS since
  FROM (SELECT variant_id, etl.date_key(at) AS date_key FROM stg.stock_movements
         UNION ALL
        SELECT variant_id, date_key FROM stg.touched_stock
         UNION ALL
        -- Another cost is another value, from the day on which it is known.
        SELECT etl.uuid_of(c.natural_key), etl.date_key(c.changed_at)
          FROM stg.variant_change AS c
         WHERE NOT c.is_new AND EXISTS (SELECT FROM fact_stock_movement AS m
                                         WHERE m.variant_id = etl.uuid_of(c.natural_key))) AS days
 GROUP BY variant_id;
ANALYZE changed;

INSERT INTO stg.stock_change
SELECT location, min(since)
  FROM (SELECT s.location, c.since FROM fact_stock_daily AS s JOIN changed AS c USING (variant_id)
         UNION
        SELECT m.location, c.since FROM fact_stock_movement AS m JOIN changed AS c USING (variant_id))
       AS seen
 GROUP BY location;

DELETE FROM fact_stock_daily AS s USING changed AS c
 WHERE s.variant_id = c.variant_id AND s.date_key >= c.since;

-- What stood there before, where anything did.
CREATE TEMPORARY TABLE opening ON COMMIT DROP AS
SELECT DISTINCT ON (s.variant_id, s.location) s.variant_id, s.location, s.on_hand
  FROM fact_stock_daily AS s JOIN changed USING (variant_id)
 ORDER BY s.variant_id, s.location, s.date_key DESC;
ANALYZE opening;

CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
SELECT m.variant_id, m.location, m.date_key, m.moved_at, m.movement_id, m.kind, m.quantity,
       coalesce(o.on_hand, 0) + sum(m.quantity) OVER place AS after,
       lead(m.moved_at) OVER (PARTITION BY m.variant_id, m.location, m.date_key
                              ORDER BY m.moved_at, m.movement_id) AS next_at,
       row_number() OVER place = 1 AND o.on_hand IS NULL AS is_very_first
  FROM fact_stock_movement AS m
  JOIN changed AS c ON c.variant_id = m.variant_id AND m.date_key >= c.since
  LEFT JOIN opening AS o ON o.variant_id = m.variant_id AND o.location = m.location
WINDOW place AS (PARTITION BY m.variant_id, m.location ORDER BY m.moved_at, m.movement_id);
ANALYZE moved;

CREATE TEMPORARY TABLE days ON COMMIT DROP AS
WITH bounds AS (
    SELECT date_key, etl.day_start(date_key) AS starts, etl.day_end(date_key) AS ends
      FROM (SELECT DISTINCT date_key FROM moved) AS d)
SELECT m.variant_id, m.location, m.date_key,
       coalesce(sum(m.quantity) FILTER (WHERE m.kind = 'receipt'), 0) AS received,
       coalesce(-sum(m.quantity) FILTER (WHERE m.kind = 'sale'), 0) AS sold,
       coalesce(sum(m.quantity) FILTER (WHERE m.kind NOT IN ('receipt', 'sale')), 0) AS other,
       (array_agg(m.after ORDER BY m.moved_at DESC, m.movement_id DESC))[1] AS on_hand,
       coalesce(sum(extract(epoch FROM coalesce(m.next_at, b.ends) - m.moved_at))
                  FILTER (WHERE m.after <= 0), 0)
       -- Nothing was there before the very first movement: that is no lack of it.
       + CASE WHEN (array_agg(m.after - m.quantity ORDER BY m.moved_at, m.movement_id))[1] <= 0
                   AND NOT bool_or(m.is_very_first)
              THEN extract(epoch FROM min(m.moved_at) - b.starts) ELSE 0 END AS empty_s
  FROM moved AS m JOIN bounds AS b USING (date_key)
 GROUP BY m.variant_id, m.location, m.date_key, b.starts, b.ends;
ANALYZE days;

-- A new cost begins a row as a movement does; it takes over what stands there.
CREATE TEMPORARY TABLE states ON COMMIT DROP AS
WITH places AS (
    SELECT variant_id, location FROM opening UNION SELECT variant_id, location FROM days),
costs AS (
    SELECT l.variant_id, l.location, etl.date_key(v.valid_from) AS date_key
      FROM dim_variant AS v
      JOIN dim_variant AS b ON b.natural_key = v.natural_key AND b.valid_to = v.valid_from
      JOIN places AS l ON l.variant_id::text = v.natural_key
      JOIN changed AS c ON c.variant_id = l.variant_id
     WHERE v.valid_from > '-infinity' AND v.cost_minor IS DISTINCT FROM b.cost_minor
       AND etl.date_key(v.valid_from) >= c.since),
every AS (
    SELECT variant_id, location, date_key FROM days UNION SELECT * FROM costs),
known AS (
    SELECT e.*, d.received, d.sold, d.other, d.on_hand, d.empty_s,
           count(d.on_hand) OVER (PARTITION BY e.variant_id, e.location ORDER BY e.date_key) AS since_move
      FROM every AS e LEFT JOIN days AS d USING (variant_id, location, date_key))
SELECT k.variant_id, k.location, k.date_key, coalesce(k.received, 0) AS received,
       coalesce(k.sold, 0) AS sold, coalesce(k.other, 0) AS other, f.on_hand,
       coalesce(k.empty_s, CASE WHEN f.on_hand <= 0
                                THEN extract(epoch FROM etl.day_end(k.date_key) - etl.day_start(k.date_key))
                                ELSE 0 END) AS empty_s
  FROM (SELECT k.*, max(k.on_hand) OVER (PARTITION BY k.variant_id, k.location, k.since_move) AS filled
          FROM known AS k) AS k
  LEFT JOIN opening AS o USING (variant_id, location)
 CROSS JOIN LATERAL (SELECT coalesce(k.filled, o.on_hand) AS on_hand) AS f
 WHERE f.on_hand IS NOT NULL;
ANALYZE states;

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

DROP TABLE changed, opening, moved, days, states;
