"""The Power BI project in `powerbi/`, written from the metrics of `lonja.reports`."""
