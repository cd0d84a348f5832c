"""Gift cards that orders bought: whom they go to, issued once, and what refunds take of them."""
