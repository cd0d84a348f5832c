"""A bound for everything, in one place, with the unit in its name."""

from typing import Final

BODY_BYTES: Final = 256 * 1024
"""A JSON or form body. Files never pass through us: they go to Blob Storage by a signed URL."""
STAFF_BODY_BYTES: Final = 512 * 1024
"""The same of somebody who is signed in: a product's 2,000 variants are saved as one."""
PHOTOS_BODY_BYTES: Final = 25 * 1024 * 1024
"""Pictures that a buyer sends with a form of ours, which works without a script."""
PHOTOS_BODY_SECONDS: Final = 120.0
BODY_SECONDS: Final = 15.0
"""How long a body may take to come: a slow phone's form takes two."""
CART_LINES: Final = 100
LINE_QUANTITY: Final = 999
CART_CODES: Final = 5
CART_GIFT_CARDS: Final = 10
CART_LIFE_DAYS: Final = 30
DRAFT_HOLD_DAYS: Final = 14
QUOTE_DAYS: Final = 28  # less than its cart lives
ORDER_UNITS: Final = 1_000
"""Units of one order, all lines together: more is a sale that somebody talks about first."""
UNPAID_HOLD_MINUTES: Final = 10
"""How long stock waits for an order that no bank has said a good word about …"""
HOLD_MINUTES: Final = 30
"""… and how long in all, where the silence is ours or the gateway's, or the buyer tries again."""
DECLINED_HOLD_PART: Final = 20
"""After a declined payment one part in so many of a level stays held, and one unit at least."""
UNPAID_ORDERS_PER_BUYER: Final = 5
"""Orders in an hour that one address and e-mail together may leave unpaid …"""
UNPAID_ORDERS_PER_ADDRESS: Final = 10
"""… one address with any e-mail …"""
UNPAID_ORDERS_PER_EMAIL: Final = 20
"""… and one e-mail from anywhere: the widest, as whose it is nobody has shown."""
UNPAID_WINDOW_MINUTES: Final = 60
ORDER_CARDS: Final = 8
"""Cards that may be tried for one order: enough for a buyer, too few for a thief's list."""
PAYMENT_MINUTES: Final = 30
"""How long a payment page stays open: the shortest time that gateways allow."""
HOLD_GRACE_MINUTES: Final = 5
"""Stock is held this much longer than its payment page is open, as answers come late."""
PENDING_DAYS: Final = 14
"""The longest that stock waits for a transfer, a voucher or a debit, whatever the gateway says."""
PAYMENT_LOOK_SECONDS: Final = 120
CAPTURE_PARTS: Final = 40
"""The gateway is polled about a payment that waits this long, so a lost webhook costs minutes."""
RETRY_SECONDS: Final = 10
"""The first retry after a gateway that did not answer; then the waits double …"""
RETRY_LONGEST_SECONDS: Final = 300
"""… up to this one, until the hold is over."""
PENDING_LOOK_HOURS: Final = 3
"""And about one that waits for days."""
CLOSING_HOURS: Final = 2
"""How much longer stock is held when the gateway does not say whether money may still come."""
GATEWAY_STEPS: Final = 8
"""Questions to a gateway for one message; an order needs three."""
STRANGER_MAILS_PER_HOUR: Final = 3
"""To one address about orders that nobody has paid, and of each other kind that a stranger may ask
for: whoever typed it may not be its owner."""
STATEMENT_TIMEOUT_MS: Final = 5_000
LOCK_TIMEOUT_MS: Final = 3_000
HAND_BACKS: Final = 2
"""How often a message gets new tries after a killed host used them up."""
OUTBOX_BATCH: Final = 32
OUTBOX_GRACE_SECONDS: Final = 10
"""How long the process that wrote an outbox row has to send it before a sweep takes it over."""
QUEUE_MESSAGE_BYTES: Final = 48 * 1024
"""Of JSON, before base64: Queue Storage takes 64 KiB after it."""
SEARCH_CHARACTERS: Final = 120
UPLOAD_BYTES: Final = 64 * 1024 * 1024
IDEMPOTENCY_KEY_CHARACTERS: Final = 200
LIVE_STREAMS_PER_PROCESS: Final = 500
LIVE_STREAMS_PER_VISITOR: Final = 8
LIVE_STREAMS_PER_ADDRESS: Final = 40
"""Of one client address, however many orders it has: an office, not a whole process."""
LIVE_STREAMS_SPARED: Final = 100
"""The last seats of a process go to addresses that have no other."""
LIVE_HEARTBEAT_S: Final = 15.0
REVIEW_TITLE_CHARACTERS: Final = 120
REVIEW_LEAST_CHARACTERS: Final = 10
REVIEW_CHARACTERS: Final = 3_000
REVIEW_NAME_CHARACTERS: Final = 60
REVIEW_REPLY_CHARACTERS: Final = 2_000
