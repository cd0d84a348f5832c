INSERT INTO dim_promotion AS p (promotion_id, name, level)
SELECT promotion_id, name, level FROM stg.promotions
    ON CONFLICT (promotion_id) DO UPDATE SET name = excluded.name, level = excluded.level
 WHERE (p.name, p.level) IS DISTINCT FROM (excluded.name, excluded.level);
