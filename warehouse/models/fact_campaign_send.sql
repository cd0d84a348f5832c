DELETE FROM fact_campaign_send AS f USING stg.touched AS t
 WHERE t.entity = 'campaign' AND f.campaign_id = t.key::uuid;

-- loads: campaign_sends
INSERT INTO fact_campaign_send
SELECT s.campaign_id, s.customer_id, k.campaign_key, coalesce(c.customer_key, 0),
       etl.date_key(s.sent_at), s.status, s.sent_at, 0, 0
  FROM stg.campaign_sends AS s
  JOIN dim_campaign AS k USING (campaign_id)
  LEFT JOIN dim_customer AS c
    ON c.natural_key = s.customer_id::text
   AND s.sent_at >= c.valid_from AND s.sent_at < c.valid_to;

CREATE TEMPORARY TABLE earned ON COMMIT DROP AS
WITH buyers AS (
    SELECT natural_key FROM stg.touched_customer
    UNION SELECT customer_id::text FROM stg.campaign_sends
    UNION SELECT customer_id::text FROM fact_campaign_send WHERE EXISTS (SELECT FROM stg.rate_change)),
sales AS (
    SELECT etl.uuid_of(c.natural_key) AS customer_id, o.order_id, o.placed_at,
           coalesce(o.base_total_minor - etl.base(o.gift_cards_minor, o.to_base), 0) AS sales
      FROM buyers JOIN dim_customer AS c USING (natural_key)
      JOIN fact_order AS o ON o.customer_key = c.customer_key AND o.customer_key > 0
     WHERE o.is_sale),
owned AS (
    SELECT DISTINCT ON (o.order_id) o.order_id, o.sales, s.campaign_id, s.customer_id
      FROM sales AS o
      JOIN fact_campaign_send AS s
        ON s.customer_id = o.customer_id AND s.sent_at <= o.placed_at
       AND s.sent_at > o.placed_at - interval '7 days'
     ORDER BY o.order_id, s.sent_at DESC, s.campaign_id)
SELECT s.campaign_id, s.customer_id, count(o.order_id) AS orders, coalesce(sum(o.sales), 0) AS sales
  FROM fact_campaign_send AS s
  JOIN buyers AS b ON b.natural_key = s.customer_id::text
  LEFT JOIN owned AS o USING (campaign_id, customer_id)
 GROUP BY 1, 2;

UPDATE fact_campaign_send AS f SET orders = e.orders, base_sales_minor = e.sales
  FROM earned AS e
 WHERE f.campaign_id = e.campaign_id AND f.customer_id = e.customer_id
   AND (f.orders, f.base_sales_minor) <> (e.orders, e.sales);

DROP TABLE earned;
