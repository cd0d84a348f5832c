-- Products that are in the same order more often than chance. Only products that are in enough
-- orders take part, the most frequent ones first, and orders of very many products are left out:
-- so the work is bounded whatever the shop sells.
TRUNCATE insights.basket_pair;

CREATE TEMPORARY TABLE bought ON COMMIT DROP AS
SELECT DISTINCT l.order_id, coalesce(nullif(v.product, ''), v.natural_key) AS item
  FROM dw.fact_order_line AS l
  JOIN dw.dim_variant AS v ON v.variant_key = l.variant_key AND v.is_article AND v.variant_key > 0
 WHERE l.quantity > 0 AND l.gross_minor > 0
   AND l.date_key > to_char(current_setting('insights.through')::date
                            - current_setting('insights.days')::integer, 'YYYYMMDD')::integer
   AND l.date_key <= to_char(current_setting('insights.through')::date, 'YYYYMMDD')::integer;

CREATE TEMPORARY TABLE total ON COMMIT DROP AS
SELECT count(DISTINCT order_id)::numeric AS baskets,
       greatest(current_setting('insights.least_baskets')::numeric,
                current_setting('insights.least_share')::numeric * count(DISTINCT order_id)) AS least
  FROM bought;

CREATE TEMPORARY TABLE frequent ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY item)::integer AS id, item, baskets
  FROM (SELECT item, count(*)::integer AS baskets FROM bought
         GROUP BY item HAVING count(*) >= (SELECT least FROM total)
         ORDER BY count(*) DESC, item LIMIT current_setting('insights.most_items')::integer) AS most;
ANALYZE frequent;

-- Whole numbers for the orders as well: the join below makes many rows of them.
CREATE TEMPORARY TABLE basket ON COMMIT DROP AS
SELECT basket, id FROM (
    SELECT dense_rank() OVER (ORDER BY b.order_id)::integer AS basket, f.id,
           count(*) OVER (PARTITION BY b.order_id) AS products
      FROM bought AS b JOIN frequent AS f USING (item)) AS numbered
 WHERE products BETWEEN 2 AND current_setting('insights.most_lines')::integer;
ANALYZE basket;

CREATE TEMPORARY TABLE pair ON COMMIT DROP AS
SELECT one.id AS item_id, two.id AS other_id, count(*)::integer AS baskets
  FROM basket AS one JOIN basket AS two ON two.basket = one.basket AND one.id < two.id
 GROUP BY one.id, two.id HAVING count(*) >= (SELECT least FROM total);
ANALYZE pair;

INSERT INTO insights.basket_pair
WITH named AS (
    SELECT DISTINCT ON (coalesce(nullif(product, ''), natural_key))
           coalesce(nullif(product, ''), natural_key) AS item, natural_key, product_name
      FROM dw.dim_variant WHERE is_current AND variant_key > 0
     ORDER BY coalesce(nullif(product, ''), natural_key), is_sold DESC, natural_key)
SELECT f.item, g.item, a.natural_key, b.natural_key, a.product_name, b.product_name, p.baskets,
       f.baskets, g.baskets, p.baskets / t.baskets, p.baskets::numeric / f.baskets,
       p.baskets::numeric / g.baskets, p.baskets * t.baskets / (f.baskets::numeric * g.baskets)
  FROM pair AS p CROSS JOIN total AS t
  JOIN frequent AS f ON f.id = p.item_id JOIN frequent AS g ON g.id = p.other_id
  JOIN named AS a ON a.item = f.item JOIN named AS b ON b.item = g.item
 WHERE p.baskets * t.baskets > f.baskets::numeric * g.baskets
 ORDER BY p.baskets DESC, f.item, g.item
 LIMIT current_setting('insights.most_pairs')::integer;

DROP TABLE pair, basket, frequent, total, bought;
