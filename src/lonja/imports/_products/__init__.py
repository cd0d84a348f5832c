"""A product file: from the rows of a spreadsheet to products that can be bought."""
