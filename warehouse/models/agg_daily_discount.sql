DELETE FROM agg_daily_discount WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_discount
SELECT date_key, channel_key, currency_key, promotion_key, has_code, sum(amount_minor),
       count(DISTINCT order_id), count(*) FILTER (WHERE place = 1)
  FROM (SELECT f.*, row_number() OVER (PARTITION BY order_id
                                       ORDER BY promotion_key, has_code, line, position) AS place
          FROM fact_discount AS f
         WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS numbered
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1;
