"""A sales history: from the rows of a file to orders and returns of the past."""
