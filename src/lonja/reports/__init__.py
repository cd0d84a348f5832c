"""Reports from the warehouse: metrics defined once, drawn here and in Power BI."""
