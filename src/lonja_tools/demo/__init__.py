"""The demo shop "Azulejo": a seed makes 300 products, 6,000 customers and 18 months of orders.

`ensure` fills an empty database and stands back from any other. `./lonja up` calls this package
twice: `python -m lonja_tools.demo` (rows, before the shop opens) and `python -m lonja_tools.demo
pictures` (drawn and uploaded while it serves).
"""

from typing import Final

# What `up` prints; the code of the second factor is on the sign-in page, in development only.
SIGN_INS: Final = [
    {"who": "owner", "how": "owner@azulejo.example / azulejo-demo"},
    {"who": "manager", "how": "clerk@azulejo.example / azulejo-demo"},
    {"who": "analyst", "how": "analyst@azulejo.example / azulejo-demo"},
    {"who": "stock keeper", "how": "stock@azulejo.example / azulejo-demo"},
]
