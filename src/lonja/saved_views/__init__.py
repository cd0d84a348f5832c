"""Views of lists that staff have saved: filters, order and columns under a name."""
