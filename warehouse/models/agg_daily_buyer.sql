DELETE FROM agg_daily_buyer WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_buyer
SELECT placed_date_key, channel_key, g.country, currency_key, customer_key, count(*),
       sum(units), sum(items_minor), sum(discount_minor), sum(shipping_minor),
       sum(tax_minor), sum(goods_tax_minor), sum(discount_net_minor)
  FROM fact_order JOIN dim_geography AS g USING (geography_key)
 WHERE is_sale AND placed_date_key IN (SELECT date_key FROM stg.touched_day)
 GROUP BY 1, 2, 3, 4, 5 ORDER BY 1;
