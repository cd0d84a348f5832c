"""How a product and its variants are written: by staff, by a file, by a program."""
