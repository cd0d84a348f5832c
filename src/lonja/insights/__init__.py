"""What models make of the sales: scores, classes, pairs, forecasts, and what the shop does with them."""
