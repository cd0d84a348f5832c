"""What the warehouse says about the shop: metrics defined once, drawn here and in Power BI."""
