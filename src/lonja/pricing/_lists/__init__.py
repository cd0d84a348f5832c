"""Price lists: prices of a group of customers, and prices from so many pieces on."""
