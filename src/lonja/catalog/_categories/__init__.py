"""Categories as a tree: a rule for where one may stand, its rows, and who writes them."""
