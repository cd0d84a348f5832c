"""The door to the tax record of Spanish law."""

from lonja.fiscal._chaining import amount_of, check_address, day_of, moment_of, record_hash
from lonja.fiscal._record import (
    Answer,
    Invoice,
    Rate,
    Record,
    RecordKind,
    RecordRow,
    RecordStatus,
    Verdict,
)
from lonja.fiscal._records import (
    FiscalRegister,
    SubmitRecords,
    check_chain,
    claim,
    give_back,
    list_records,
    log_event,
    record,
    record_of,
    settle,
    wake,
)

__all__ = [
    "Answer",
    "FiscalRegister",
    "Invoice",
    "Rate",
    "Record",
    "RecordKind",
    "RecordRow",
    "RecordStatus",
    "SubmitRecords",
    "Verdict",
    "amount_of",
    "check_address",
    "check_chain",
    "claim",
    "day_of",
    "give_back",
    "list_records",
    "log_event",
    "moment_of",
    "record",
    "record_hash",
    "record_of",
    "settle",
    "wake",
]
