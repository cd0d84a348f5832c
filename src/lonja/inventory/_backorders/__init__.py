"""What is sold before it is there: terms, the queue of paid orders, and goods that are on their way."""
