"""One zip per Azure app: its code, its data files, and its locked requirements."""
