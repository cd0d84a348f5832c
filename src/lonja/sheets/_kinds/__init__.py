"""Each kind of spreadsheet: its columns, what its rows say, and how they are written."""
