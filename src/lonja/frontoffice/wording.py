"""Words for the codes that the domain speaks in, as messages to be translated.

`N_` marks a message for the extractor. Options, attributes and their values are a shop's own: their
words stand in the catalogs of its theme.
"""

from typing import Final

from lonja.adapters.theme_mails import REASONS


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    return message


AVAILABILITY: Final = {
    "in_stock": N_("In stock"),
    "low": N_("Last units"),
    "back_order": N_("On back-order"),
    "preorder": N_("Pre-order"),
    "sold_out": N_("Sold out"),
}

SORTS: Final = {
    "featured": N_("Featured"),
    "best_seller": N_("Best sellers"),
    "newest": N_("Newest"),
    "price": N_("Price, low to high"),
    "-price": N_("Price, high to low"),
    "name": N_("Name"),
}

REVIEW_SORTS: Final = {
    "newest": N_("Latest first"),
    "highest": N_("Best first"),
    "lowest": N_("Worst first"),
}

STARS: Final = {
    1: N_("Bad"),
    2: N_("Poor"),
    3: N_("Fair"),
    4: N_("Good"),
    5: N_("Excellent"),
}

STAR_COUNTS: Final = {
    1: N_("1 star"),
    2: N_("2 stars"),
    3: N_("3 stars"),
    4: N_("4 stars"),
    5: N_("5 stars"),
}

TAG_CATEGORIES: Final = {
    "preferences": N_("Preferences"),
    "statistics": N_("Statistics"),
    "marketing": N_("Advertising"),
}

TAG_USES: Final = {
    "preferences": N_("More than we need, for what you see and hear here: films, a chat."),
    "statistics": N_("Counting what is looked at, so that we know what to do better."),
    "marketing": N_("Showing you offers elsewhere, and knowing which of them led you here."),
}

BUILT_IN: Final = (
    N_("Bank transfer"),
    N_("We give you the account and the reference. We send your order when the money arrives."),
    N_("Cash on delivery"),
    N_("Pay cash to whoever brings the parcel."),
    N_("Pay in the store"),
    N_("Pay cash or by card when you pick up your order."),
    N_("Card"),
    N_("Card, Apple Pay or Google Pay, on Stripe's secure page."),
    N_("Test card"),
    N_("This shop takes test cards only: no real card is asked for."),
    N_("Test card that is approved"),
    N_("Test card that is declined"),
    N_("Test card without funds"),
    N_("Test card that has expired"),
    N_("Test card that asks for a confirmation at the bank"),
    N_("Test card whose answer gets lost"),
    N_("Test card that answers late"),
    N_("We take you to a page that stands for a payment provider. Nothing is charged."),
    N_("By e-mail"),
    N_("I changed my mind"),
    N_("It does not fit"),
    N_("It is not as I expected"),
    N_("It arrived damaged"),
    N_("It is not what I ordered"),
    N_("Something is missing"),
)
"""What ways to pay and reasons of returns are called where a shop has no words of its own for it."""

DOCUMENTS: Final = {
    "invoice": N_("Invoice"),
    "simplified": N_("Simplified invoice"),
    "credit_note": N_("Credit note"),
    "debit_note": N_("Correction of a credit note"),
}

REVIEW_STATES: Final = {
    "waiting": N_("We are reading your review."),
    "published": N_("Your review is published."),
    "rejected": N_("Your review was not published."),
}

REVIEW_REASONS: Final = {
    "off_topic": N_("It does not speak of this product."),
    "offensive": N_("It is offensive to somebody."),
    "personal_data": N_("It holds personal data: an address, a telephone, a whole name."),
    "advertising": N_("It advertises something."),
    "other": N_("It does not fit our rules for reviews."),
}

ORDER_TITLES: Final = {
    "placed": N_("We are confirming your order"),
    "payment_action_required": N_("Your payment needs one more step"),
    "payment_pending": N_("We are waiting for your payment"),
    "payment_failed": N_("The payment did not go through"),
    "payment_closed": N_("Your order is not paid yet"),
    "confirmed": N_("Your order is confirmed"),
    "partly_shipped": N_("Part of your order is on its way"),
    "shipped": N_("Your order is on its way"),
    "delivered": N_("Your order has arrived"),
    "cancelled": N_("This order was cancelled"),
}

ORDER_TEXTS: Final = {
    "placed": N_(
        "This takes a few seconds. You may stay or close this page: we will write to you."
    ),
    "payment_action_required": N_("Continue to the payment page to approve the payment."),
    "payment_pending": N_(
        "We keep everything for you and will write to you as soon as it arrives."
    ),
    "payment_failed": N_("Your order is kept for you: try again, or pay another way."),
    "payment_closed": N_("Nothing was charged. Choose how you want to pay."),
    "confirmed": N_("Thank you. We have sent the details to your e-mail."),
    "partly_shipped": N_("The rest follows in another parcel."),
    "shipped": N_("It left our warehouse. You will have it soon."),
    "delivered": N_("We hope you like it."),
    "cancelled": N_("Nothing will be sent."),
}

PAID_BY: Final = {
    "gift_card": N_("Gift card"),
    "store_credit": N_("Store credit"),
    "exchange": N_("Returned goods"),
}
EVENTS: Final = {
    "placed": N_("Order placed"),
    "payment_action_required": N_("One more step to pay"),
    "payment_pending": N_("Waiting for the payment"),
    "payment_failed": N_("Payment declined"),
    "payment_closed": N_("Payment not completed"),
    "authentication_failed": N_("Payment not approved"),
    "amount_differs": N_("A different amount arrived"),
    "another_card": N_("Another payment started"),
    "confirmed": N_("Order confirmed"),
    "ready_for_pickup": N_("Ready to pick up"),
    "goods_arrived": N_("Goods you waited for arrived"),
    "goods_delayed": N_("Goods you wait for are late"),
    "picked_up": N_("Picked up"),
    "authorised": N_("Payment authorised"),
    "payment_received": N_("Money arrived"),
    "payment_link_sent": N_("We sent you the link to pay"),
    "paid": N_("Payment received"),
    "part_paid": N_("Paid for what was sent"),
    "credit_spent": N_("Paid with a gift card"),
    "gift_cards_issued": N_("Your gift cards are ready"),
    "late_payment": N_("A payment arrived too late"),
    "edited": N_("We changed your order"),
    "difference_paid": N_("Difference paid"),
    "edit_undone": N_("We undid the change of your order"),
    "partly_shipped": N_("A parcel was shipped"),
    "shipped": N_("Shipped"),
    "parcel_in_transit": N_("A parcel is on its way"),
    "parcel_out_for_delivery": N_("A parcel arrives today"),
    "parcel_not_delivered": N_("A parcel could not be delivered"),
    "parcel_delivered": N_("A parcel arrived"),
    "parcel_returned": N_("A parcel came back to us"),
    "delivered": N_("Delivered"),
    "cancelled": N_("Cancelled"),
    "returned": N_("Some of it came back to us"),
    "refunded": N_("Money refunded"),
    "paid_exchange": N_("Pays the order in exchange"),
    "withdrawal_stated": N_("You withdrew from the contract"),
    "return_requested": N_("Return requested"),
    "return_approved": N_("Return approved"),
    "return_declined": N_("Return not approved"),
    "return_sent": N_("Return on its way to us"),
    "return_received": N_("Returned goods received"),
    "return_settled": N_("Return completed"),
    "return_photos_added": N_("Pictures added"),
    "return_exchanged": N_("Exchange made"),
    "quote_accepted": N_("Quote accepted"),
    "exchange_of": N_("In exchange for goods that came back"),
    "return_cancelled": N_("Return cancelled"),
}

PARCEL_STATES: Final = {
    "pending": N_("Being prepared"),
    "picked": N_("Being prepared"),
    "packed": N_("Packed"),
    "ready_for_pickup": N_("Ready to pick up"),
    "goods_arrived": N_("Goods you waited for arrived"),
    "goods_delayed": N_("Goods you wait for are late"),
    "shipped": N_("On its way"),
    "delivered": N_("Delivered"),
    "returned_to_sender": N_("Came back to us"),
}

RETURN_STATES: Final = {
    "requested": N_("We are looking at your request."),
    "approved": N_("Approved: please send the goods."),
    "declined": N_("Not approved."),
    "in_transit": N_("On its way to us."),
    "received": N_("Received: we check the goods, then your money goes back."),
    "settled": N_("Completed: your money is on its way, or there already."),
    "exchanged": N_("Completed: what came back pays the order in exchange."),
    "closed": N_("Completed."),
    "cancelled": N_("Cancelled."),
}

PHOTO_REFUSALS: Final = {
    "unreadable": N_("we cannot read it. Send JPEG, PNG, WebP or AVIF files."),
    "too_many_bytes": N_("it has more than 12 MB."),
    "too_large": N_("it has too many pixels."),
    "too_small": N_("it is too small to see anything on it."),
    "too_many_attempts": N_("Too many tries from here. Try again in a quarter of an hour."),
    "too_many_photos": N_("a return takes five pictures at most."),
}

RETURN_EXCLUSIONS: Final = {
    "made_to_order": N_("Made for you: there is no right to withdraw, and no return."),
    "perishable": N_("It spoils quickly: there is no right to withdraw, and no return."),
    "sealed": N_("Once the seal is broken there is no right to withdraw, and no return."),
    "digital": N_("Once the download has begun there is no right to withdraw, and no return."),
    "final_sale": N_(
        "Final sale: no return beyond the fourteen days in which you may withdraw by law."
    ),
}
"""Shown before it is bought, and again where it is given back."""

REFUSALS: Final = {
    code: REASONS[code]
    for code in (
        "card_declined",
        "insufficient_funds",
        "expired_card",
        "authentication_failed",
        "debit_failed",
        "payment_closed",
        "amount_differs",
        "amount_too_small",
        "not_possible",
        "sold_out",
        "payment_expired",
        "buyer_request",
        "shop_error",
        "not_picked_up",
    )
}
"""Why an order was refused or cancelled, as far as its buyer may know; mails say the same."""

CODE_REFUSALS: Final = {
    "unknown": N_("We do not know this code."),
    "paused": N_("This code is not valid at the moment."),
    "not_started": N_("This code is not valid yet."),
    "ended": N_("This code is no longer valid."),
    "spent": N_("This code has been used up."),
    "used_by_you": N_("You have used this code already."),
    "first_order": N_("This code is for a first order."),
    "proof": N_(
        "This code is for customers who have confirmed their e-mail address. Ask for the mail below."
    ),
    "group": N_("This code is for certain customers."),
    "country": N_("This code is not for orders to this country."),
    "hours": N_("This code is not valid at this time of the week."),
    "currency": N_("This code is for another currency."),
    "goods": N_("This code is for other products."),
    "minimum": N_("Your cart is below the minimum for this code."),
    "quantity": N_("This code needs more pieces in your cart."),
    "pieces": N_("This code needs all pieces of a bundle in your cart."),
    "gift_out": N_("The gift of this code has run out."),
    "method": N_("This code is for another way of shipping."),
    "same": N_("Another code of the same promotion is in your cart already."),
    "not_combined": N_("This code cannot be combined with a promotion that saves you more."),
    "nothing_left": N_("This code takes nothing off as your cart is."),
    "changed": N_("This code has just been changed. Look over the total."),
}

GIFT_CARD_REFUSALS: Final = {
    "unknown": N_("We do not know this gift card. Check its sixteen letters and digits."),
    "disabled": N_("This gift card was disabled. Write to us about it."),
    "expired": N_("This gift card has expired."),
    "empty": N_("There is nothing left on this gift card."),
    "currency": N_("This gift card is for another currency."),
    "changed": N_("The balance of a gift card has just changed."),
}

TEST_OUTCOMES: Final = {
    "approve": N_("Approve the payment"),
    "pay_at_once": N_("Pay at once"),
    "pay_wrong_amount": N_("Pay another amount"),
    "reserve_wrong_amount": N_("Approve another amount"),
    "debit": N_("Pay by a debit that takes days"),
    "decline": N_("Decline the payment"),
    "expire": N_("Let the page expire"),
    "refund_fails": N_("Pay, and let refunds fail"),
    "refund_pends": N_("Pay, and let refunds take days"),
    "refund_by_hand": N_("Pay, and let refunds need a person"),
    "debit_arrives": N_("The debit arrives"),
    "debit_fails": N_("The debit fails"),
    "debit_lapses": N_("The debit never comes"),
    "pay_late": N_("Pay all the same"),
}
