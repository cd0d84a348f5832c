-- check: every count of the touched days stands there once
SELECT s.date_key, s.funnel, f.views, s.subjects, v.views, s.searches, w.searches, s.empty, w.empty
  FROM (SELECT to_char(day, 'YYYYMMDD')::integer AS date_key,
               coalesce(sum(count) FILTER (WHERE subject = ''), 0) AS funnel,
               coalesce(sum(count) FILTER (WHERE subject <> '' AND step IN ('product', 'category')), 0)
                 AS subjects,
               coalesce(sum(count) FILTER (WHERE subject <> '' AND step = 'search'), 0) AS searches,
               coalesce(sum(count) FILTER (WHERE subject <> '' AND step = 'search_empty'), 0) AS empty
          FROM stg.traffic GROUP BY 1) AS s
  LEFT JOIN (SELECT date_key, sum(views) AS views FROM fact_funnel_daily GROUP BY 1) AS f
      USING (date_key)
  LEFT JOIN (SELECT date_key, sum(views) AS views FROM fact_view_daily GROUP BY 1) AS v
      USING (date_key)
  LEFT JOIN (SELECT date_key, sum(searches) AS searches, sum(without_result) AS empty
               FROM fact_search_daily GROUP BY 1) AS w USING (date_key)
 WHERE (s.funnel, s.subjects, s.searches, s.empty)
       IS DISTINCT FROM (coalesce(f.views, 0), coalesce(v.views, 0), coalesce(w.searches, 0),
                         coalesce(w.empty, 0));
