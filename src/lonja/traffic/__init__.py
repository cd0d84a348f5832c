"""Traffic: how often pages are looked at, things are searched for and put into carts, by day.

Counts and nothing else: no cookie, no address, no visitor. What is counted here cannot lead to
anybody, so nobody has to be asked.
"""
