"""What a shop offers beside its goods: price lists and their prices, prices with a time, collections."""
