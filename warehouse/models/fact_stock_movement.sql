DELETE FROM fact_stock_movement AS f USING stg.touched AS t
 WHERE t.entity = 'movement' AND f.movement_id = t.key::bigint;

-- loads: stock_movements
INSERT INTO fact_stock_movement
SELECT m.movement_id, etl.date_key(m.at), coalesce(v.variant_key, 0), m.location, m.kind,
       m.quantity, v.cost_minor * m.quantity, m.variant_id, m.order_id, m.at
  FROM stg.stock_movements AS m
  LEFT JOIN dim_variant AS v
    ON v.natural_key = m.variant_id::text AND m.at >= v.valid_from AND m.at < v.valid_to;
