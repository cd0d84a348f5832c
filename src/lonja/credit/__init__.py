"""Money that the shop owes and buyers pay with: gift cards, store credit, and the ledger of both."""
