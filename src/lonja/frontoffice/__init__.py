"""frontoffice."""
