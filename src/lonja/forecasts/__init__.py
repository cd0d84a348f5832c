"""What the sales let expect: units of each coming week, how wrong former answers were, their runs."""
