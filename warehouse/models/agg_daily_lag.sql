DELETE FROM agg_daily_lag WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_lag
SELECT placed_date_key, channel_key, g.country, currency_key, m.milestone, etl.about((m.hours * 100)::integer),
       count(*)
  FROM fact_order AS o JOIN dim_geography AS g USING (geography_key)
 CROSS JOIN LATERAL (VALUES ('confirm', o.hours_to_confirm), ('ship', o.hours_to_ship),
                            ('deliver', o.hours_to_deliver)) AS m (milestone, hours)
 WHERE is_sale AND m.hours IS NOT NULL
   AND placed_date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1;
