DELETE FROM agg_daily_goods WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_goods
SELECT date_key, channel_key, g.country, currency_key, flags_key, count(*), sum(quantity), sum(net_minor),
       sum(discount_net_minor), sum(tax_minor), coalesce(sum(own_cost_minor), 0),
       coalesce(sum(own_margin_minor), 0)
  FROM fact_order_line JOIN dim_geography AS g USING (geography_key)
 WHERE date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1;
