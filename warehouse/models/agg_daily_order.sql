DELETE FROM agg_daily_order WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_order
SELECT placed_date_key, channel_key, g.country, currency_key, flags_key, status, is_sale, left_after,
       count(*), count(*) FILTER (WHERE lines > 0), sum(units), sum(items_minor), sum(discount_minor), sum(shipping_minor),
       sum(tax_minor), sum(goods_tax_minor), sum(discount_net_minor),
       coalesce(sum(units) FILTER (WHERE hours_to_ship IS NOT NULL), 0),
       coalesce(sum(hours_to_ship * units), 0)
  FROM fact_order JOIN dim_geography AS g USING (geography_key)
 WHERE placed_date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1;
