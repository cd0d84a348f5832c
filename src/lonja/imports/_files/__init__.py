"""Files of rows: which format they really have, and their cells as a person sees them."""
