"""What a promotion does to a cart: the rule, what it looks at, and the order of application. Pure."""
