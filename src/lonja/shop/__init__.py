"""Owns the facts of this shop: who it is, where and in what it sells, how it speaks and looks."""
