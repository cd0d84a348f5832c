DELETE FROM agg_daily_category WHERE date_key IN (SELECT date_key FROM stg.touched_day);

-- By keys first: to sort a million texts takes longer than to add up a million lines.
INSERT INTO agg_daily_category
SELECT l.date_key, l.channel_key, g.country, l.currency_key, v.category, v.is_article,
       l.tax_basis_points, sum(l.lines), sum(l.quantity), sum(l.net), sum(l.discount_net), sum(l.tax),
       coalesce(sum(l.cost), 0), coalesce(sum(l.margin), 0)
  FROM (SELECT date_key, channel_key, geography_key, currency_key, variant_key, tax_basis_points,
               count(*) AS lines, sum(quantity) AS quantity, sum(net_minor) AS net,
               sum(discount_net_minor) AS discount_net, sum(tax_minor) AS tax,
               sum(own_cost_minor) AS cost, sum(own_margin_minor) AS margin
          FROM fact_order_line
         WHERE date_key IN (SELECT date_key FROM stg.touched_day)
         GROUP BY 1, 2, 3, 4, 5, 6) AS l
  JOIN dim_geography AS g USING (geography_key)
  JOIN dim_variant AS v USING (variant_key)
 GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1;
