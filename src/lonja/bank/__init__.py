"""What a bank's file says came in: each line once, and what became of it."""
