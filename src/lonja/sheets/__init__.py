"""Owns how things look in a spreadsheet: the columns of each kind, read, compared, written, exported."""
