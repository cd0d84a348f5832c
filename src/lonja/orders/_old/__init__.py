"""Orders that are long over, and whom they name."""
