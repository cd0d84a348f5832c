"""The API of the shop's staff: parse, call one door, answer. A file per noun."""
