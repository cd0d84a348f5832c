"""Files that were uploaded for pages: only these may be named by what pages show."""
