"""Each state of the shop either has a clock that ends it, or is final."""

import importlib
import json
import pkgutil
from enum import StrEnum
from pathlib import Path
from typing import Final

import lonja
from lonja.jobs.clocks import CLOCKS
from lonja.kernel.queues import QUEUES, TRIES

NOBODY_WAITS: Final = {
    "BatchStatus": "done",
    "BulkEditStatus": "done failed undone",
    "CampaignStatus": "draft paused cancelled sent",
    "CartStatus": "*",  # a cart waits for its buyer, and is deleted in the end
    "CreditStatus": "*",  # money that waits for whoever spends it
    "DraftStatus": "*",  # its writer's, who orders or closes it; deleted when nobody touches it
    "DeliveryStatus": "sent failed suppressed",
    "EditStatus": "done paid undone carried",
    "DisputeStatus": "won lost prevented",
    "ExportStatus": "ready failed",
    "ImportStatus": "done failed undone",
    "IncomingStatus": "*",  # goods on their way, for the clerk who expects them
    "LineStatus": "*",  # money on a bank statement that a person assigns or sets aside
    "LetterStatus": "*",  # for a person; what had waited for the message has ended by then
    "OrderStatus": "confirmed partly_shipped shipped delivered cancelled",
    "AttemptStatus": "captured declined closed",
    "PageStatus": "*",  # a draft is its writer's; what is timed is shown by the hour it is read
    "PictureStatus": "ready failed",
    "PrintStatus": "ready failed",
    "ProductStatus": "draft active archived unlisted",
    "PromotionStatus": "*",  # for its merchant; what is timed is read by the hour
    "RecordStatus": "accepted accepted_with_errors rejected",
    "RecipientStatus": "sent failed suppressed unsubscribed",
    # Declined: its draft is staff's again.
    "QuoteStatus": "ordered declined expired withdrawn revised",
    "RefundStatus": "succeeded failed needs_person cancelled",
    # Requested, on its way and received wait for a person: the list of returns shows them.
    "ReturnStatus": "requested declined in_transit received closed cancelled",
    "ReviewStatus": "*",  # for a person who reads it
    # A parcel waits for whoever packs it, and is late on the board.
    "ShipmentStatus": "pending picked packed delivered returned_to_sender cancelled",
    "StockOrderStatus": "*",  # for whoever sends and receives it; a late one is on the home page
    "WebhookStatus": "delivered failed",
    "VatStatus": "*",  # what the register answered
}


def statuses() -> dict[str, type[StrEnum]]:
    return {
        name: value
        for module in pkgutil.walk_packages(lonja.__path__, "lonja.")
        for name, value in vars(importlib.import_module(module.name)).items()
        if name.endswith("Status") and isinstance(value, type) and issubclass(value, StrEnum)
    }


def test_every_state_has_a_clock_or_waits_for_nobody() -> None:
    watched = {
        (type(state).__name__, str(state)) for one in CLOCKS.values() for state in one.waiting
    }
    unclear = []
    for name, states in statuses().items():
        ends = NOBODY_WAITS.get(name, "").split()
        for state in states:
            is_end = str(state) in ends or ends == ["*"]
            if is_end == ((name, str(state)) in watched):
                unclear.append(f"{name}.{state}")

    assert unclear == []


def test_a_message_is_given_up_when_the_host_gives_it_up() -> None:
    own = {"etl": {"etl"}, "models": {"models"}}
    for app, queues in {"background": set(QUEUES) - {"etl", "models"}, **own}.items():
        host = json.loads(Path(f"functions/{app}/host.json").read_text())
        tries = host["extensions"]["queues"]["maxDequeueCount"]
        assert {TRIES[queue] for queue in queues} == {tries}


def test_the_page_for_operators_lists_every_clock() -> None:
    page = Path("docs/operate.md").read_text()
    for name, one in CLOCKS.items():
        states = ", ".join(f"`{state}`" for state in one.waiting) or "messages"
        assert f"| {name} | {states} | {one.after} | {one.then} |" in page
