"""What staff change of an order after it was placed: lines, prices, shipping."""
