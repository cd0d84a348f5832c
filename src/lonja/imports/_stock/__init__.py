"""Stock files: what a row says, and how a file is read."""
