"""What measures us: load, ceilings taken in the same run, and the page of figures."""
