"""How a person proves who they are: passwords, second factor, session tokens, throttling, sealed links.

It has no tables: whoever has accounts keeps the rows.
"""
