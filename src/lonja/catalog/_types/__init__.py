"""Product types: which attributes a product of the type has, and what a value of each may be."""
