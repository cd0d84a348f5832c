-- The calendar is there from the beginning; staff keep the days off of the shop's country.
UPDATE dim_date AS d SET is_holiday = h.day IS NOT NULL
  FROM dim_date AS o LEFT JOIN (SELECT DISTINCT day FROM stg.holidays) AS h USING (day)
 WHERE o.date_key = d.date_key AND d.is_holiday <> (h.day IS NOT NULL);
