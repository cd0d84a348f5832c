"""What pays a cart beside a payment method: gift cards, and the credit of the buyer who proved who they are."""
