DELETE FROM fact_discount AS f USING stg.touched AS t
 WHERE t.entity = 'order' AND f.order_id = t.key::uuid;

-- loads: order_discounts
INSERT INTO fact_discount
SELECT d.order_id, d.line, d.position, o.placed_date_key, o.channel_key, o.currency_key,
       p.promotion_key, d.has_code, d.amount_minor
  FROM stg.order_discounts AS d
  JOIN fact_order AS o ON o.order_id = d.order_id AND o.is_sale
  JOIN dim_promotion AS p ON p.promotion_id = d.promotion_id
 ORDER BY o.placed_date_key;

INSERT INTO stg.dropped
SELECT 'order_discounts', 'order_not_a_sale', count(*)
  FROM stg.order_discounts AS d
  JOIN fact_order AS o ON o.order_id = d.order_id AND NOT o.is_sale;
