"""How a person proves who they are: passwords, second factor, session tokens, throttling, sealed links.

It has no tables: the nouns with accounts keep the rows.
"""
