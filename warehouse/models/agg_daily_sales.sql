DELETE FROM agg_daily_sales WHERE date_key IN (SELECT date_key FROM stg.touched_day);

INSERT INTO agg_daily_sales
SELECT date_key, channel_key, geography_key, currency_key,
       sum(orders), sum(units), sum(items), sum(discount), sum(shipping), sum(tax), sum(returns),
       sum(returned_units), sum(returned), sum(adjusted),
       sum(items - discount + shipping + returned + adjusted),
       sum(goods_tax), sum(discount_net), sum(returned_tax),
       CASE WHEN bool_and(base IS NOT NULL) THEN sum(base) END
  FROM (SELECT placed_date_key AS date_key, channel_key, geography_key, currency_key,
               1 AS orders, units, items_minor AS items, discount_minor AS discount,
               shipping_minor AS shipping, tax_minor AS tax,
               0 AS returns, 0 AS returned_units, 0 AS returned, 0 AS adjusted,
               goods_tax_minor AS goods_tax, discount_net_minor AS discount_net, 0 AS returned_tax,
               base_total_minor - etl.base(gift_cards_minor, to_base) AS base
          FROM fact_order
         WHERE is_sale AND placed_date_key IN (SELECT date_key FROM stg.touched_day)
         UNION ALL
        SELECT date_key, channel_key, geography_key, currency_key, 0, 0, 0, 0, 0, 0,
               CASE WHEN kind <> 'adjustment' AND line = 1 THEN 1 ELSE 0 END,
               CASE WHEN kind <> 'adjustment' THEN quantity ELSE 0 END,
               CASE WHEN kind <> 'adjustment' THEN amount_minor ELSE 0 END,
               CASE WHEN kind = 'adjustment' THEN amount_minor ELSE 0 END,
               0, 0, tax_minor, base_amount_minor
          FROM fact_return_line
         WHERE date_key IN (SELECT date_key FROM stg.touched_day)) AS facts
 GROUP BY date_key, channel_key, geography_key, currency_key;
