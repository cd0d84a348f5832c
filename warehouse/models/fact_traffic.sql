-- Three tables of one: each day that changed is counted again.
DELETE FROM fact_funnel_daily AS f USING stg.touched AS t
 WHERE t.entity = 'traffic' AND f.date_key = to_char(t.key::date, 'YYYYMMDD')::integer;
DELETE FROM fact_view_daily AS f USING stg.touched AS t
 WHERE t.entity = 'traffic' AND f.date_key = to_char(t.key::date, 'YYYYMMDD')::integer;
DELETE FROM fact_search_daily AS f USING stg.touched AS t
 WHERE t.entity = 'traffic' AND f.date_key = to_char(t.key::date, 'YYYYMMDD')::integer;

INSERT INTO fact_funnel_daily
SELECT to_char(t.day, 'YYYYMMDD')::integer, channel_key, t.device, t.language, t.step, t.count
  FROM stg.traffic AS t JOIN dim_channel USING (channel)
 WHERE t.subject = '';

INSERT INTO fact_view_daily
SELECT to_char(t.day, 'YYYYMMDD')::integer, channel_key, t.language,
       CASE WHEN t.step = 'product' THEN t.subject::uuid END,
       CASE WHEN t.step = 'category' THEN t.subject ELSE '' END, t.count
  FROM stg.traffic AS t JOIN dim_channel USING (channel)
 WHERE t.step IN ('product', 'category') AND t.subject <> '';

INSERT INTO fact_search_daily
SELECT to_char(t.day, 'YYYYMMDD')::integer, channel_key, t.language, t.subject,
       coalesce(sum(t.count) FILTER (WHERE t.step = 'search'), 0),
       coalesce(sum(t.count) FILTER (WHERE t.step = 'search_empty'), 0)
  FROM stg.traffic AS t JOIN dim_channel USING (channel)
 WHERE t.step IN ('search', 'search_empty') AND t.subject <> ''
 GROUP BY 1, 2, 3, 4;
