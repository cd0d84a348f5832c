"""Documents that are written from the code; `./lonja check` compares them."""
