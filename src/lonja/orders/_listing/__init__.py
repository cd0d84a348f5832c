"""The list of orders: what is searched for, and by what it is narrowed."""
